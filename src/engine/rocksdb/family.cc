#include "engine/rocksdb/family.h"

#include <charconv>
#include <mutex>
#include <utility>

#include "base/coding.h"

namespace quondam::engine::rocks {

namespace {

constexpr std::string_view kSpacePrefix = "space-";
constexpr std::string_view kKeptPrefix = "kept-";

}  // namespace

Family::~Family() {
  db.DestroyColumnFamilyHandle(handle).PermitUncheckedError();
}

Result<void> Family::check_readable() const {
  if (damage.load(std::memory_order_relaxed) != Damage::missing_file) return {};
  return fail(ErrorCode::corruption,
              "space " + std::to_string(space) + " has lost a file and cannot be read");
}

Result<void> Family::check_writable() const {
  if (damage.load(std::memory_order_relaxed) == Damage::none) return {};
  return fail(ErrorCode::corruption,
              "space " + std::to_string(space) + " is damaged and takes no writes");
}

bool Family::lies_in_a_group(const Range& range) const {
  if (!groups || range.end.empty()) return false;
  const std::size_t bytes = groups->group_bytes(range.begin);
  return bytes > 0 && range.end <= prefix_end(std::string_view(range.begin).substr(0, bytes));
}

std::string FamilyName::text() const {
  return std::string(use == CloneUse::kept ? kKeptPrefix : kSpacePrefix) + std::to_string(space);
}

std::optional<FamilyName> FamilyName::parse(std::string_view text) {
  FamilyName name;
  if (text.starts_with(kKeptPrefix)) name.use = CloneUse::kept;
  const std::string_view prefix = name.use == CloneUse::kept ? kKeptPrefix : kSpacePrefix;
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), name.space);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return name;
}

FamilyRef Families::find_or_null(SpaceId space) const {
  const std::shared_lock lock(mutex_);
  const auto found = families_.find(space);
  return found == families_.end() ? nullptr : found->second;
}

Result<FamilyRef> Families::find(SpaceId space) const {
  FamilyRef family = find_or_null(space);
  if (!family) return fail(ErrorCode::not_found, "there is no space " + std::to_string(space));
  return family;
}

std::vector<SpaceId> Families::spaces() const {
  const std::shared_lock lock(mutex_);
  std::vector<SpaceId> spaces;
  spaces.reserve(families_.size());
  for (const auto& [space, family] : families_) spaces.push_back(space);
  return spaces;
}

std::vector<SpaceId> Families::damaged() const {
  const std::shared_lock lock(mutex_);
  std::vector<SpaceId> spaces;
  for (const auto& [space, family] : families_) {
    if (family->damage != Damage::none) spaces.push_back(space);
  }
  return spaces;
}

void Families::add(FamilyRef family) {
  const std::unique_lock lock(mutex_);
  const SpaceId space = family->space;
  families_.emplace(space, std::move(family));
}

void Families::remove(SpaceId space) {
  FamilyRef last;  // closed outside the lock
  const std::unique_lock lock(mutex_);
  const auto found = families_.find(space);
  if (found == families_.end()) return;
  last = std::move(found->second);
  families_.erase(found);
}

void Families::clear() {
  const std::unique_lock lock(mutex_);
  families_.clear();
}

}  // namespace quondam::engine::rocks
