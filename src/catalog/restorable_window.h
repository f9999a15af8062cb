// Which moments of a table can be chosen. One computation serves what clients are shown and what a
// restore accepts, so that a time that was shown can be sent back.
#pragma once

#include "catalog/table.h"

namespace quondam::catalog {

// For how much longer than shown history is kept, so that the earliest time, which moves on, can
// still be sent back.
inline constexpr Micros kWindowGrace_us = 600 * kMicrosPerSecond;

// Where the window begins that `period_days` and the time leave of it, and from where on its
// history must be kept: that of a window that can still be reopened too.
[[nodiscard]] CommitTime window_start(const PointInTimeRecovery& pitr, Micros now_us);
[[nodiscard]] CommitTime history_start(const PointInTimeRecovery& pitr, Micros now_us);

struct RestorableWindow {
  CommitTime earliest = 0;
  CommitTime history_from = 0;  // at or before the earliest
  CommitTime latest = 0;        // the engine's safe_time

  // What clients see, in whole seconds. The earliest is rounded up; the latest is rounded down, but
  // not to before the earliest: then a restore to it waits until safe_time has passed it.
  [[nodiscard]] std::int64_t earliest_seconds() const;
  [[nodiscard]] std::int64_t latest_seconds() const;

  // Whether a client may ask for `at`: from the earliest (or the second shown for it) to the latest
  // (or the second shown).
  [[nodiscard]] bool accepts(CommitTime at) const;
};

// nullopt while point-in-time recovery is off.
std::optional<RestorableWindow> restorable_window(const Table& table, CommitTime safe_time);

}  // namespace quondam::catalog
