// The model engine: everything in memory, one transaction at a time. Simple enough to be judged by
// reading; the other engines are held against it.
#pragma once

#include <mutex>

#include "engine/memory/store_engine.h"

namespace quondam::engine {

class MemoryEngine final : public StoreEngine {
 public:
  // `store` has one shard. `seed` decides when rows that the rules give up vanish.
  MemoryEngine(MemoryStore& store, const Clock& clock, SpaceRules rules, std::uint64_t seed);

  Result<CommitTime> transact(const Declared& declared, const TransactFunction& function) override;

 private:
  std::mutex one_at_a_time_;
};

}  // namespace quondam::engine
