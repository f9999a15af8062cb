#include "engine/memory/store_engine.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <thread>

namespace quondam::engine {

namespace {

constexpr unsigned kCompactOneCommitIn = 8;
constexpr std::size_t kCompactRows = 64;

bool contains(const std::vector<Key>& keys, const Key& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

BufferedTransaction::BufferedTransaction(const MemoryStore& store, const Declared& declared)
    : store_(store), declared_(declared) {
  for (const Key& key : declared.exclusive) seen_.push_back(store.see(key));
  for (const Key& key : declared.shared) seen_.push_back(store.see(key));
}

Result<std::optional<std::string>> BufferedTransaction::get(const Key& key) {
  assert((contains(declared_.exclusive, key) || contains(declared_.shared, key)) &&
         "a transaction reads declared keys only");
  return get_derived(key);
}

Result<std::optional<std::string>> BufferedTransaction::get_derived(const Key& key) {
  auto found =
      std::find_if(seen_.begin(), seen_.end(), [&](const Seen& seen) { return seen.key == key; });
  // A derived key is read now. It may be newer than the declared one it goes with: then that one
  // has changed too, and this transaction runs again.
  if (found == seen_.end()) found = seen_.insert(seen_.end(), store_.see(key));
  if (!found->space) {
    return fail(ErrorCode::not_found, "there is no space " + std::to_string(key.space));
  }
  const Value& value = found->newest.value;
  return value ? std::optional(*value) : std::nullopt;
}

void BufferedTransaction::put(const Key& key, std::string value) {
  write(key, std::make_shared<const std::string>(std::move(value)));
}

void BufferedTransaction::erase(const Key& key) {
  write(key, nullptr);
}

void BufferedTransaction::write(const Key& key, Value value) {
  const bool first = written_.emplace(key.space, key.bytes).second;
  assert(first && "a transaction writes a key once");
  static_cast<void>(first);
  assert((contains(declared_.exclusive, key) || !contains(declared_.shared, key)) &&
         "a shared key is only read");
  writes_.push_back({key, std::move(value)});
}

StoreEngine::StoreEngine(MemoryStore& store, const Clock& clock, SpaceRules rules,
                         std::uint64_t seed, MemorySnapshot::Pinning pinning)
    : store_(store),
      commit_clock_(clock, store.lease()),
      rules_(std::move(rules)),
      pinning_(pinning),
      random_(seed) {}

void StoreEngine::close() {
  // Fails only with the power off, and then this is a crash after all.
  static_cast<void>(store_.persist_lease(commit_clock_.last()));
}

Result<std::optional<std::string>> StoreEngine::get(const Key& key) {
  return BufferedTransaction(store_, {.exclusive = {key}, .shared = {}}).get(key);
}

std::shared_ptr<const Snapshot> StoreEngine::snapshot() {
  return std::make_shared<MemorySnapshot>(store_, pinning_);
}

Result<CommitTime> StoreEngine::safe_time() {
  const CommitTime time = commit_clock_.safe_time();
  QUONDAM_TRY(make_lease_durable(time));
  return time;
}

std::uint16_t StoreEngine::change_shard(Partition partition) const {
  return static_cast<std::uint16_t>(store_.shard_of(partition));
}

std::uint16_t StoreEngine::change_shards() const {
  return static_cast<std::uint16_t>(store_.shards());
}

Result<void> StoreEngine::clone(SpaceId source, SpaceId target, CloneUse /*use*/) {
  return store_.clone(source, target, [] { std::this_thread::yield(); });
}

Result<SpaceSize> StoreEngine::size(SpaceId space) {
  const auto found = store_.find(space);
  if (!found) return fail(ErrorCode::not_found, "there is no space " + std::to_string(space));
  SpaceSize total;
  for (std::size_t shard = 0; shard < store_.shards(); ++shard) {
    const SpaceSize part =
        store_.read(*found, shard, [](const VersionedMap& map) { return map.size(); });
    total.bytes += part.bytes;
    total.keys += part.keys;
  }
  return total;
}

Result<void> StoreEngine::reclaim(SpaceId space) {
  const auto found = store_.find(space);
  if (!found) return fail(ErrorCode::not_found, "there is no space " + std::to_string(space));
  const DropRule* rule = rule_of(space);
  if (rule == nullptr) return {};
  for (std::size_t shard = 0; shard < store_.shards(); ++shard) {
    store_.compact(*found, shard, *rule, std::numeric_limits<std::size_t>::max());
  }
  return {};
}

Result<std::uint64_t> StoreEngine::approximate_bytes(const Range& range) {
  QUONDAM_ASSIGN(const auto cursor, snapshot()->cursor(range));
  std::uint64_t bytes = 0;
  for (cursor->seek_to_first(); cursor->valid(); cursor->next())
    bytes += cursor->key().size() + cursor->value().size();
  QUONDAM_TRY(cursor->status());
  return bytes;
}

Result<void> StoreEngine::make_lease_durable(CommitTime time) {
  const std::lock_guard lock(lease_mutex_);
  if (const auto lease = commit_clock_.lease_to_persist(time)) {
    QUONDAM_TRY(store_.persist_lease(*lease));
    commit_clock_.lease_persisted(*lease);
  }
  return {};
}

bool StoreEngine::one_in(unsigned times) {
  const std::lock_guard lock(random_mutex_);
  return random_() % times == 0;
}

void StoreEngine::maybe_compact() {
  if (!one_in(kCompactOneCommitIn)) return;
  for (const SpaceId space : {kHistorySpace, kChangesSpace}) {
    const DropRule* rule = rule_of(space);
    if (rule == nullptr) continue;
    for (std::size_t shard = 0; shard < store_.shards(); ++shard) {
      if (one_in(2)) store_.compact(*store_.find(space), shard, *rule, kCompactRows);
    }
  }
}

const DropRule* StoreEngine::rule_of(SpaceId space) const {
  if (space == kHistorySpace) return rules_.history.get();
  if (space == kChangesSpace) return rules_.changes.get();
  return nullptr;
}

}  // namespace quondam::engine
