// A memory engine that behaves like a store of several machines, as far as the seam allows it to,
// so that what leans on more than the seam promises breaks in a test:
//
//   * A partition lives on one of N shards. A snapshot sees each shard at another moment: when it
//   first reads it.
//   * A transaction takes no locks. It notes the versions of its declared keys, runs its function,
//     and then commits, if all of them are unchanged; otherwise, and now and then without a reason,
//     it starts again. A function can see two declared keys at two moments; whatever it makes of
//     that, an error too, is thrown away.
//   * Commits do not become visible in the order of their times.
//   * A clone is taken shard by shard while writes go on.
#pragma once

#include "engine/memory/store_engine.h"

namespace quondam::engine {

class ShardedEngine final : public StoreEngine {
 public:
  // `seed` decides which transactions run again without a reason, and when rows that the rules give
  // up vanish.
  ShardedEngine(MemoryStore& store, const Clock& clock, SpaceRules rules, std::uint64_t seed);

  Result<CommitTime> transact(const Declared& declared, const TransactFunction& function) override;
};

}  // namespace quondam::engine
