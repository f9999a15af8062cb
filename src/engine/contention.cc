#include "engine/contention.h"

namespace quondam::engine {

Result<Contention::Held> Contention::enter(const Declared& declared) {
  if (declared.contended == nullptr) return Held(nullptr, {});
  declared.contended->clear();
  std::vector<std::pair<SpaceId, std::string>> keys;
  keys.reserve(declared.exclusive.size());
  for (const Key& key : declared.exclusive) keys.emplace_back(key.space, key.bytes);
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (held_.contains(keys[i])) declared.contended->push_back(i);
  }
  if (!declared.contended->empty()) {
    return fail(ErrorCode::conflict, "another transaction is under way on the same keys");
  }
  held_.insert(keys.begin(), keys.end());
  return Held(this, std::move(keys));
}

Contention::Held::Held(Held&& other) noexcept
    : contention_(std::exchange(other.contention_, nullptr)), keys_(std::move(other.keys_)) {}

Contention::Held::~Held() {
  if (contention_ == nullptr) return;
  const std::lock_guard lock(contention_->mutex_);
  for (const auto& key : keys_) contention_->held_.erase(key);
}

}  // namespace quondam::engine
