#include "catalog/recovery_settings.h"

#include <algorithm>

#include "catalog/restorable_window.h"

namespace quondam::catalog {

void set_recovery(PointInTimeRecovery& pitr, bool enabled, std::optional<int> period_days,
                  CommitTime now) {
  if (!enabled) {
    if (pitr.enabled) {
      pitr.recording_until = now + kRecordingAfterDisable_us;
      // The oldest unbroken window counts, also when recovery was on again in between.
      const CommitTime window = window_start(pitr, now);
      pitr.reopens_from = pitr.reopens_until > now ? std::min(pitr.reopens_from, window) : window;
      pitr.reopens_until = *pitr.recording_until;
    }
    pitr.enabled = false;
    return;
  }
  if (pitr.enabled) {
    // What the present period has passed over is gone for good, also when the new one is longer.
    pitr.window_start = window_start(pitr, now);
    pitr.period_days = period_days.value_or(pitr.period_days);
    return;
  }
  if (!pitr.recording) pitr.recording_since = now;
  pitr.enabled = true;
  pitr.recording = true;
  pitr.recording_until.reset();
  pitr.window_start = now;
  pitr.period_days = period_days.value_or(PointInTimeRecovery::kDefaultPeriod_days);
}

Result<void> reopen_recovery(PointInTimeRecovery& pitr, CommitTime now) {
  if (!pitr.recording || pitr.reopens_until <= now) {
    return fail(ErrorCode::validation,
                "there is no earlier window to reopen: point-in-time recovery was not turned off "
                "within the last 24 hours");
  }
  pitr.enabled = true;
  pitr.recording_until.reset();
  pitr.window_start = pitr.reopens_from;
  pitr.reopens_until = 0;
  pitr.reopens_from = 0;
  return {};
}

}  // namespace quondam::catalog
