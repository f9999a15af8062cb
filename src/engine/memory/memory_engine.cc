#include "engine/memory/memory_engine.h"

#include <cassert>

namespace quondam::engine {

MemoryEngine::MemoryEngine(MemoryStore& store, const Clock& clock, SpaceRules rules,
                           std::uint64_t seed)
    : StoreEngine(store, clock, std::move(rules), seed, MemorySnapshot::Pinning::at_once) {
  assert(store.shards() == 1);
}

Result<CommitTime> MemoryEngine::transact(const Declared& declared,
                                          const TransactFunction& function) {
  QUONDAM_ASSIGN(const Contention::Held held, contention_.enter(declared));
  const std::lock_guard serial(one_at_a_time_);
  BufferedTransaction transaction(store_, declared);
  const InFlight in_flight(commit_clock_);
  transaction.begin(in_flight.time());
  QUONDAM_TRY(function(transaction));
  if (!transaction.writes().empty()) {
    QUONDAM_TRY(make_lease_durable(in_flight.time()));
    QUONDAM_TRY(store_.commit(in_flight.time(), transaction.writes(), {}));
    maybe_compact();
  }
  return in_flight.time();
}

}  // namespace quondam::engine
