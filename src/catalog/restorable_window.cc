#include "catalog/restorable_window.h"

#include <algorithm>

namespace quondam::catalog {

CommitTime window_start(const PointInTimeRecovery& pitr, Micros now_us) {
  const Micros period_us = static_cast<Micros>(pitr.period_days) * kMicrosPerDay;
  return std::max(pitr.window_start, now_us > period_us ? now_us - period_us : 0);
}

namespace {

// From where on moments are accepted.
CommitTime accepted_start(const PointInTimeRecovery& pitr, Micros now_us) {
  return std::max(pitr.window_start, window_start(pitr, now_us) - kWindowGrace_us);
}

}  // namespace

CommitTime history_start(const PointInTimeRecovery& pitr, Micros now_us) {
  const CommitTime start = accepted_start(pitr, now_us);
  return now_us < pitr.reopens_until ? std::min(start, pitr.reopens_from) : start;
}

std::int64_t RestorableWindow::earliest_seconds() const {
  return static_cast<std::int64_t>((earliest + kMicrosPerSecond - 1) / kMicrosPerSecond);
}

std::int64_t RestorableWindow::latest_seconds() const {
  return std::max(earliest_seconds(), static_cast<std::int64_t>(latest / kMicrosPerSecond));
}

bool RestorableWindow::accepts(CommitTime at) const {
  const CommitTime latest_shown = static_cast<CommitTime>(latest_seconds()) * kMicrosPerSecond;
  return at >= history_from && at <= std::max(latest, latest_shown);
}

std::optional<RestorableWindow> restorable_window(const Table& table, CommitTime safe_time) {
  if (!table.pitr.enabled) return std::nullopt;
  return RestorableWindow{.earliest = window_start(table.pitr, safe_time),
                          .history_from = accepted_start(table.pitr, safe_time),
                          .latest = safe_time};
}

}  // namespace quondam::catalog
