#include "catalog/recovery_settings.h"

#include <algorithm>

#include "catalog/restorable_window.h"
#include "catalog/stream_settings.h"

namespace quondam::catalog {

void set_recovery(Table& table, bool enabled, std::optional<int> period_days, CommitTime now) {
  PointInTimeRecovery& pitr = table.pitr;
  if (!enabled) {
    if (pitr.enabled) {
      // The oldest unbroken window counts, also when recovery was on again in between.
      const CommitTime window = window_start(pitr, now);
      pitr.reopens_from = pitr.reopens_until > now ? std::min(pitr.reopens_from, window) : window;
      pitr.reopens_until = now + kRecordingAfterDisable_us;
    }
    pitr.enabled = false;
  } else if (pitr.enabled) {
    // What the present period has passed over is gone for good, also when the new one is longer.
    pitr.window_start = window_start(pitr, now);
    pitr.period_days = period_days.value_or(pitr.period_days);
  } else {
    pitr.enabled = true;
    pitr.window_start = now;
    pitr.period_days = period_days.value_or(PointInTimeRecovery::kDefaultPeriod_days);
  }
  record_while_needed(table, now);
}

void record_while_needed(Table& table, CommitTime now) {
  PointInTimeRecovery& pitr = table.pitr;
  if (pitr.enabled || table.stream_is_enabled()) {
    if (!pitr.recording) pitr.recording_since = now;
    pitr.recording = true;
    pitr.recording_until.reset();
    return;
  }
  if (!pitr.recording || pitr.recording_until) return;
  CommitTime until = now + kRecordingAfterDisable_us;
  for (const Stream& stream : table.streams) until = std::max(until, kept_until(stream));
  pitr.recording_until = until;
}

bool records_since(const Table& table, CommitTime at) {
  return table.pitr.recording && table.pitr.recording_since <= at;
}

std::optional<CommitTime> history_needed_since(const Table& table, Micros now_us) {
  const PointInTimeRecovery& pitr = table.pitr;
  std::optional<CommitTime> since;
  if (pitr.enabled || now_us < pitr.reopens_until) since = history_start(pitr, now_us);
  for (const Stream& stream : table.streams) {
    if (stream.disabled_at && now_us >= kept_until(stream)) continue;
    const CommitTime of_stream = kept_since(stream, now_us);
    since = std::min(since.value_or(of_stream), of_stream);
  }
  return since;
}

Result<void> reopen_recovery(Table& table, CommitTime now) {
  PointInTimeRecovery& pitr = table.pitr;
  if (!pitr.recording || pitr.reopens_until <= now) {
    return fail(ErrorCode::validation,
                "there is no earlier window to reopen: point-in-time recovery was not turned off "
                "within the last 24 hours");
  }
  pitr.enabled = true;
  pitr.window_start = pitr.reopens_from;
  pitr.reopens_until = 0;
  pitr.reopens_from = 0;
  record_while_needed(table, now);
  return {};
}

}  // namespace quondam::catalog
