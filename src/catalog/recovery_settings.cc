#include "catalog/recovery_settings.h"

#include "catalog/restorable_window.h"

namespace quondam::catalog {

void set_recovery(PointInTimeRecovery& pitr, bool enabled, std::optional<int> period_days,
                  CommitTime now) {
  if (!enabled) {
    if (pitr.enabled) pitr.recording_until = now + kRecordingAfterDisable_us;
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

}  // namespace quondam::catalog
