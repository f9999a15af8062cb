#include "engine/memory/sharded_engine.h"

#include <thread>

namespace quondam::engine {

namespace {

constexpr unsigned kRunAgainOneIn = 6;
constexpr unsigned kYieldOneIn = 4;

}  // namespace

ShardedEngine::ShardedEngine(MemoryStore& store, const Clock& clock, DropRules rules,
                             std::uint64_t seed)
    : StoreEngine(store, clock, std::move(rules), seed, MemorySnapshot::Pinning::on_touch) {}

Result<CommitTime> ShardedEngine::transact(const Declared& declared,
                                           const TransactFunction& function) {
  while (true) {
    // The time is taken after the reads, and the commit happens only if nothing that was read has
    // changed since: so it is later than that of every commit which the function saw, and writes of
    // one key have their times in order.
    const std::vector<Seen> seen = see(declared);
    const InFlight in_flight(commit_clock_);
    BufferedTransaction transaction(declared, seen, in_flight.time());
    const Result<void> outcome = function(transaction);
    if (one_in(kYieldOneIn)) std::this_thread::yield();
    if (one_in(kRunAgainOneIn)) continue;

    if (!outcome || transaction.writes().empty()) {
      if (!store_.still(seen)) continue;
      QUONDAM_TRY(outcome);
      return in_flight.time();
    }
    QUONDAM_TRY(make_lease_durable(in_flight.time()));
    QUONDAM_ASSIGN(const bool committed,
                   store_.commit(in_flight.time(), transaction.writes(), seen));
    if (!committed) continue;
    maybe_compact();
    return in_flight.time();
  }
}

}  // namespace quondam::engine
