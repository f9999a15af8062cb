// Hands out commit times: a hybrid logical clock in microseconds, the commits in flight, and the
// lease that keeps both true across a crash. Used by every engine; not part of the seam.
//
// Invariants: times are unique and grow, whatever the wall clock does. Every durable commit time
// and every served safe_time is at or before a lease that was durable first; a restarted clock
// begins after the lease. (Without the lease, an idle safe_time followed by a restart with the
// clock set back would put commits before moments already served.)
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

#include "base/clock.h"
#include "engine/engine.h"

namespace quondam::engine {

class CommitClock {
 public:
  // How far ahead of use a lease is taken: also the furthest that times can run ahead of the wall
  // clock after a crash.
  static constexpr Micros kLeaseAhead_us = 500'000;

  // `durable_lease`: what the last run persisted; 0 in a new database.
  CommitClock(const Clock& clock, CommitTime durable_lease);

  // A new time, later than every time handed out or served; in flight until end() is called with
  // it.
  CommitTime begin();
  // The commit is visible, or will never be.
  void end(CommitTime time);

  // Every commit at or before it has ended; no later begin() is at or before it; it is not before
  // any time that had ended when the call began. Waits for commits in flight that are older than
  // one that has ended, so it must not be called by whoever has to end one. May be past the durable
  // lease: an engine serves it only after lease_to_persist() for it has been dealt with.
  CommitTime safe_time();

  // The lease that must be durable before `time` is; nullopt when the present one reaches. Renews
  // early (half way), so that under load a lease travels with a group commit and costs no sync of
  // its own.
  [[nodiscard]] std::optional<CommitTime> lease_to_persist(CommitTime time) const;
  // `lease` is on disk now.
  void lease_persisted(CommitTime lease);

  // What a clean shutdown persists as the lease: the last time handed out or served.
  [[nodiscard]] CommitTime last() const;

 private:
  CommitTime advance();  // mutex_ held

  const Clock& clock_;
  mutable std::mutex mutex_;
  CommitTime last_;
  CommitTime lease_;
  CommitTime last_ended_ = 0;
  std::set<CommitTime> in_flight_;
  std::condition_variable ended_;
};

}  // namespace quondam::engine
