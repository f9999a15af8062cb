// The clock seam. Two clocks, because a wall clock can be stepped by 36 days and CLOCK_BOOTTIME
// cannot (docs: design, "destroying needs two clocks").
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace quondam {

// Microseconds since 1970-01-01T00:00:00Z.
using Micros = std::uint64_t;

inline constexpr Micros kMicrosPerSecond = 1'000'000;
inline constexpr Micros kMicrosPerDay = 86'400 * kMicrosPerSecond;

class Clock {
 public:
  virtual ~Clock() = default;
  // The wall clock. May step in both directions.
  [[nodiscard]] virtual Micros wall_us() const = 0;
  // Microseconds since this machine booted, sleep included. Never steps.
  [[nodiscard]] virtual Micros boottime_us() const = 0;
  // Names the boot that boottime_us counts from.
  [[nodiscard]] virtual std::string boot_id() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Micros wall_us() const override;
  [[nodiscard]] Micros boottime_us() const override;
  [[nodiscard]] std::string boot_id() const override;
};

// The system's clock, moved forward: what is to happen in 35 days can be seen today. Thread-safe.
class AdvancingClock final : public Clock {
 public:
  [[nodiscard]] Micros wall_us() const override { return system_.wall_us() + ahead_us_; }
  [[nodiscard]] Micros boottime_us() const override { return system_.boottime_us() + ahead_us_; }
  [[nodiscard]] std::string boot_id() const override { return system_.boot_id(); }
  void advance(Micros by_us) { ahead_us_ += by_us; }

 private:
  SystemClock system_;
  std::atomic<Micros> ahead_us_{0};
};

// A clock that moves only when told to. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Micros wall_us) : wall_us_(wall_us) {}

  [[nodiscard]] Micros wall_us() const override { return wall_us_; }
  [[nodiscard]] Micros boottime_us() const override { return boottime_us_; }
  [[nodiscard]] std::string boot_id() const override { return "boot-" + std::to_string(boot_); }

  // Time passes.
  void advance(Micros by_us) {
    wall_us_ += by_us;
    boottime_us_ += by_us;
  }
  // Somebody sets the wall clock; no time passes.
  void step_wall_to(Micros wall_us) { wall_us_ = wall_us; }
  // The machine restarts: boottime begins again.
  void reboot() {
    ++boot_;
    boottime_us_ = 0;
  }

 private:
  std::atomic<Micros> wall_us_;
  std::atomic<Micros> boottime_us_{0};
  std::atomic<int> boot_{1};
};

}  // namespace quondam
