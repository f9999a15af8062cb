#include "engine/commit_clock.h"

#include <algorithm>

namespace quondam::engine {

CommitClock::CommitClock(const Clock& clock, CommitTime durable_lease)
    : clock_(clock), last_(durable_lease), lease_(durable_lease) {}

CommitTime CommitClock::advance() {
  last_ = std::max(last_ + 1, clock_.wall_us());
  return last_;
}

CommitTime CommitClock::begin() {
  const std::lock_guard lock(mutex_);
  const CommitTime time = advance();
  in_flight_.insert(time);
  return time;
}

void CommitClock::end(CommitTime time) {
  const std::lock_guard lock(mutex_);
  in_flight_.erase(time);
  last_ended_ = std::max(last_ended_, time);
  ended_.notify_all();
}

CommitTime CommitClock::safe_time() {
  std::unique_lock lock(mutex_);
  const CommitTime at_least = last_ended_;
  ended_.wait(lock, [&] { return in_flight_.empty() || *in_flight_.begin() > at_least; });
  if (!in_flight_.empty()) return *in_flight_.begin() - 1;
  return advance();
}

std::optional<CommitTime> CommitClock::lease_to_persist(CommitTime time) const {
  const std::lock_guard lock(mutex_);
  if (time + kLeaseAhead_us / 2 <= lease_) return std::nullopt;
  return time + kLeaseAhead_us;
}

void CommitClock::lease_persisted(CommitTime lease) {
  const std::lock_guard lock(mutex_);
  lease_ = std::max(lease_, lease);
}

CommitTime CommitClock::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace quondam::engine
