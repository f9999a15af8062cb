// The time that destroying goes by. The wall clock is trusted only as far as CLOCK_BOOTTIME agrees;
// across a reboot a step forward of up to 7 days is believed. Otherwise trimming and TTL stop and
// say so until an operator vouches for the clock: a clock 36 days ahead must not erase a window.
#pragma once

#include <memory>
#include <mutex>

#include "base/clock.h"
#include "engine/engine.h"

namespace quondam::timeline {

class TrustedTime {
 public:
  static constexpr Micros kTolerance_us = 60 * kMicrosPerSecond;  // for slewing and leap seconds
  static constexpr Micros kLargestRebootStep_us = 7 * kMicrosPerDay;

  // Reads the anchor of the last run; a new database takes the clock as it is. `vouched`: an
  // operator says that the wall clock is right, whatever the anchor says.
  static Result<std::unique_ptr<TrustedTime>> open(engine::Engine& engine, const Clock& clock,
                                                   bool vouched);

  // The wall clock, when it can be believed; clock_untrusted otherwise. A wall clock that is behind
  // is answered as it is: it destroys less, not more. Persists the anchor from time to time.
  Result<Micros> now();

 private:
  struct Anchor {
    Micros wall_us = 0;
    Micros boottime_us = 0;
    std::string boot_id;
  };

  TrustedTime(engine::Engine& engine, const Clock& clock) : engine_(engine), clock_(clock) {}
  Result<void> persist(Anchor anchor);

  engine::Engine& engine_;
  const Clock& clock_;
  std::mutex mutex_;
  Anchor anchor_;
  bool warned_ = false;
};

}  // namespace quondam::timeline
