#include "engine/memory/sharded_engine.h"

#include <thread>

namespace quondam::engine {

namespace {

constexpr unsigned kRunAgainOneIn = 6;
constexpr unsigned kYieldOneIn = 4;

}  // namespace

ShardedEngine::ShardedEngine(MemoryStore& store, const Clock& clock, SpaceRules rules,
                             std::uint64_t seed)
    : StoreEngine(store, clock, std::move(rules), seed, MemorySnapshot::Pinning::on_touch) {}

Result<CommitTime> ShardedEngine::transact(const Declared& declared,
                                           const TransactFunction& function) {
  QUONDAM_ASSIGN(const Contention::Held held, contention_.enter(declared));
  while (true) {
    // The time is taken after the reads, and the commit happens only if nothing that was read has
    // changed since: so it is later than that of every commit which the function saw, and writes of
    // one key have their times in order. Nor may it be earlier than that of a commit which read
    // what this one writes: that one would have acted on what was no longer so (commit() checks).
    BufferedTransaction transaction(store_, declared);
    const InFlight in_flight(commit_clock_);
    transaction.begin(in_flight.time());
    const Result<void> outcome = function(transaction);
    if (one_in(kYieldOneIn)) std::this_thread::yield();
    if (one_in(kRunAgainOneIn)) continue;

    if (!outcome || transaction.writes().empty()) {
      QUONDAM_ASSIGN(const bool still_so, store_.commit(in_flight.time(), {}, transaction.seen()));
      if (!still_so) continue;
      QUONDAM_TRY(outcome);
      return in_flight.time();
    }
    QUONDAM_TRY(make_lease_durable(in_flight.time()));
    QUONDAM_ASSIGN(const bool committed,
                   store_.commit(in_flight.time(), transaction.writes(), transaction.seen()));
    if (!committed) continue;
    maybe_compact();
    return in_flight.time();
  }
}

}  // namespace quondam::engine
