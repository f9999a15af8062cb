// A commit time, in flight for as long as the object lives.
#pragma once

#include "engine/commit_clock.h"

namespace quondam::engine {

class InFlight {
 public:
  explicit InFlight(CommitClock& clock) : clock_(clock), time_(clock.begin()) {}
  ~InFlight() { clock_.end(time_); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  [[nodiscard]] CommitTime time() const { return time_; }

 private:
  CommitClock& clock_;
  const CommitTime time_;
};

}  // namespace quondam::engine
