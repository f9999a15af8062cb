#include "engine/memory/memory_store.h"

#include <algorithm>

namespace quondam::engine {

namespace {

Error no_such_space(SpaceId space) {
  return {ErrorCode::not_found, "there is no space " + std::to_string(space)};
}

Error space_exists(SpaceId space) {
  return {ErrorCode::already_exists, "space " + std::to_string(space) + " exists"};
}

Error power_is_off() {
  return {ErrorCode::io_error, "the power is off"};
}

}  // namespace

Pins::Pin Pins::take(Sequence sequence) {
  const std::lock_guard lock(open_->mutex);
  open_->sequences.insert(sequence);
  return Pin(new Sequence(sequence), [open = open_](const Sequence* pinned) {
    const std::lock_guard release(open->mutex);
    open->sequences.erase(open->sequences.find(*pinned));
    delete pinned;
  });
}

Sequence Pins::oldest(Sequence current) const {
  const std::lock_guard lock(open_->mutex);
  return open_->sequences.empty() ? current : *open_->sequences.begin();
}

MemoryStore::MemoryStore(std::size_t shards) : shards_(shards) {
  for (const SpaceId space : {kCatalogSpace, kHistorySpace, kChangesSpace}) {
    spaces_.emplace(space, std::make_shared<Space>(Space{std::vector<VersionedMap>(shards)}));
  }
}

std::shared_ptr<Space> MemoryStore::find(SpaceId space) const {
  const std::shared_lock lock(spaces_mutex_);
  const auto found = spaces_.find(space);
  return found == spaces_.end() ? nullptr : found->second;
}

std::vector<SpaceId> MemoryStore::spaces() const {
  const std::shared_lock lock(spaces_mutex_);
  std::vector<SpaceId> ids;
  for (const auto& [id, space] : spaces_) ids.push_back(id);
  return ids;
}

Result<void> MemoryStore::create(SpaceId space) {
  if (!powered_) return tl::unexpected(power_is_off());
  const std::lock_guard lock(spaces_mutex_);
  const bool added =
      spaces_.emplace(space, std::make_shared<Space>(Space{std::vector<VersionedMap>(shards())}))
          .second;
  if (!added) return tl::unexpected(space_exists(space));
  return {};
}

Result<void> MemoryStore::drop(SpaceId space) {
  if (!powered_) return tl::unexpected(power_is_off());
  const std::lock_guard lock(spaces_mutex_);
  if (spaces_.erase(space) == 0) return tl::unexpected(no_such_space(space));
  return {};
}

Result<void> MemoryStore::clone(SpaceId source, SpaceId target,
                                const std::function<void()>& between) {
  const auto from = find(source);
  if (!from) return tl::unexpected(no_such_space(source));
  if (find(target)) return tl::unexpected(space_exists(target));
  const auto copy = std::make_shared<Space>();
  for (std::size_t shard = 0; shard < shards(); ++shard) {
    between();
    const std::lock_guard lock(shards_[shard].mutex);
    copy->maps.push_back(from->maps[shard].copy(++shards_[shard].sequence));
  }
  if (!powered_) return tl::unexpected(power_is_off());
  const std::lock_guard lock(spaces_mutex_);
  if (!spaces_.emplace(target, copy).second) return tl::unexpected(space_exists(target));
  return {};
}

Seen MemoryStore::see(const Key& key) const {
  Seen seen{key, find(key.space), {}};
  if (seen.space) {
    seen.newest = read(*seen.space, shard_of(key.partition),
                       [&](const VersionedMap& map) { return map.newest(key); });
  }
  return seen;
}

bool MemoryStore::unchanged_locked(const std::vector<Seen>& seen) const {
  return std::all_of(seen.begin(), seen.end(), [&](const Seen& was) {
    const auto found = spaces_.find(was.key.space);
    const auto now = found == spaces_.end() ? nullptr : found->second;
    if (now != was.space) return false;
    if (!now) return true;
    return now->maps[shard_of(was.key.partition)].newest(was.key).version == was.newest.version;
  });
}

CommitTime& MemoryStore::Shard::read_time(const Key& key) {
  return read_at[(std::hash<std::string>()(key.bytes) + key.space) % read_at.size()];
}

Result<bool> MemoryStore::commit(CommitTime time, const std::vector<Write>& writes,
                                 const std::vector<Seen>& read) {
  const std::shared_lock spaces_lock(spaces_mutex_);
  std::set<std::size_t> touched;
  for (const Seen& seen : read) touched.insert(shard_of(seen.key.partition));
  for (const Write& write : writes) touched.insert(shard_of(write.key.partition));
  std::vector<std::unique_lock<std::shared_mutex>> locks;
  locks.reserve(touched.size());
  for (const std::size_t shard : touched) locks.emplace_back(shards_[shard].mutex);

  if (!powered_) return tl::unexpected(power_is_off());
  if (!unchanged_locked(read)) return false;
  for (const Write& write : writes) {
    if (shards_[shard_of(write.key.partition)].read_time(write.key) >= time) return false;
    if (!spaces_.contains(write.key.space)) return tl::unexpected(no_such_space(write.key.space));
  }
  for (const Seen& seen : read) {
    CommitTime& read_at = shards_[shard_of(seen.key.partition)].read_time(seen.key);
    read_at = std::max(read_at, time);
  }
  for (const std::size_t shard : touched) ++shards_[shard].sequence;
  for (const Write& write : writes) {
    Shard& shard = shards_[shard_of(write.key.partition)];
    VersionedMap& map = spaces_.at(write.key.space)->maps[shard_of(write.key.partition)];
    map.write(write.key, write.value, shard.sequence, time);
    map.collect(shard.pins.oldest(shard.sequence));
  }
  return true;
}

Pins::Pin MemoryStore::pin(std::size_t shard) {
  const std::shared_lock lock(shards_[shard].mutex);
  return shards_[shard].pins.take(shards_[shard].sequence);
}

void MemoryStore::compact(Space& space, std::size_t shard, const DropRule& rule,
                          std::size_t count) {
  const std::lock_guard lock(shards_[shard].mutex);
  space.maps[shard].compact(rule, count);
}

Result<void> MemoryStore::persist_lease(CommitTime lease) {
  if (!powered_) return tl::unexpected(power_is_off());
  lease_ = lease;
  return {};
}

}  // namespace quondam::engine
