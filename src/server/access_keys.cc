#include "server/access_keys.h"

#include <mutex>

namespace quondam::server {
namespace {

// A client uses one region, and a new date each day.
constexpr std::size_t kMostSigningKeys = 1000;

}  // namespace

AccessKeys::AccessKeys(std::vector<AccessKey> keys) {
  for (AccessKey& key : keys) {
    std::string id = key.id;
    keys_.emplace(std::move(id), std::move(key));
  }
}

const AccessKey* AccessKeys::find(std::string_view id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

sigv4::Digest AccessKeys::signing_key(const AccessKey& key, const sigv4::Scope& scope,
                                      std::string_view credential) const {
  {
    const std::shared_lock lock(mutex_);
    const auto found = signing_keys_.find(credential);
    if (found != signing_keys_.end()) return found->second;
  }
  return sigv4::derive_signing_key(key.secret, scope);
}

void AccessKeys::remember(std::string_view credential, const sigv4::Digest& signing_key) const {
  {
    const std::shared_lock lock(mutex_);
    if (signing_keys_.contains(credential)) return;
  }
  const std::unique_lock lock(mutex_);
  // All at once: yesterday's go, today's come back with the next request.
  if (signing_keys_.size() >= kMostSigningKeys) signing_keys_.clear();
  signing_keys_.emplace(credential, signing_key);
}

}  // namespace quondam::server
