// What the two memory engines share: everything but the way a transaction runs.
//
// Now and then a commit is followed by a small compaction, so that rows which a DropRule gives up
// vanish at moments that nobody chose, from open snapshots too.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/commit_clock.h"
#include "engine/contention.h"
#include "engine/engine.h"
#include "engine/in_flight.h"
#include "engine/memory/memory_snapshot.h"
#include "engine/memory/memory_store.h"

namespace quondam::engine {

// Remembers what a function reads and writes; shows it its declared keys as they were when the
// transaction was made. Asserts the seam's rules: only declared keys are read, no key is written
// twice, none that was declared as shared only.
class BufferedTransaction final : public Transaction {
 public:
  // Reads the declared keys. The time of the commit is taken after that (begin).
  BufferedTransaction(const MemoryStore& store, const Declared& declared);
  void begin(CommitTime time) { time_ = time; }

  [[nodiscard]] CommitTime time() const override { return time_; }
  [[nodiscard]] Result<std::optional<std::string>> get(const Key& key) override;
  [[nodiscard]] Result<std::optional<std::string>> get_derived(const Key& key) override;
  void put(const Key& key, std::string value) override;
  void erase(const Key& key) override;

  [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
  [[nodiscard]] const std::vector<Write>& writes() const { return writes_; }

 private:
  void write(const Key& key, Value value);

  const MemoryStore& store_;
  const Declared& declared_;
  std::vector<Seen> seen_;
  CommitTime time_ = 0;
  std::vector<Write> writes_;
  std::set<std::pair<SpaceId, std::string>> written_;
};

class StoreEngine : public Engine {
 public:
  // `store` and `clock` outlive the engine.
  StoreEngine(MemoryStore& store, const Clock& clock, SpaceRules rules, std::uint64_t seed,
              MemorySnapshot::Pinning pinning);

  // A clean shutdown. Without it the end of the engine is a crash, and the next one starts after
  // the lease.
  void close();

  [[nodiscard]] Result<std::optional<std::string>> get(const Key& key) override;
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() override;
  [[nodiscard]] Result<CommitTime> safe_time() override;
  [[nodiscard]] std::uint16_t change_shard(Partition partition) const override;
  [[nodiscard]] std::uint16_t change_shards() const override;
  Result<void> create_space(SpaceId space) override { return store_.create(space); }
  Result<void> drop_space(SpaceId space) override { return store_.drop(space); }
  [[nodiscard]] std::vector<SpaceId> spaces() const override { return store_.spaces(); }
  Result<void> clone(SpaceId source, SpaceId target, CloneUse use) override;
  [[nodiscard]] Result<SpaceSize> size(SpaceId space) override;
  [[nodiscard]] Result<std::uint64_t> approximate_bytes(const Range& range) override;
  Result<void> reclaim(SpaceId space) override;

 protected:
  Result<void> make_lease_durable(CommitTime time);
  // True once in `times`, at random.
  bool one_in(unsigned times);
  void maybe_compact();

  MemoryStore& store_;
  CommitClock commit_clock_;
  Contention contention_;

 private:
  [[nodiscard]] const DropRule* rule_of(SpaceId space) const;

  std::mutex lease_mutex_;
  SpaceRules rules_;
  MemorySnapshot::Pinning pinning_;
  std::mutex random_mutex_;
  std::mt19937_64 random_;
};

}  // namespace quondam::engine
