// Turning point-in-time recovery on and off (API reference: UpdateContinuousBackups).
#pragma once

#include "catalog/table.h"

namespace quondam::catalog {

// For how long a table keeps recording, unseen, after point-in-time recovery was turned off.
inline constexpr Micros kRecordingAfterDisable_us = kMicrosPerDay;

// Enabling starts a new window at `now`, unless it is on already: then only the period changes.
// Disabling hides the window at once. `period_days`: nullopt leaves the period, or takes the
// default where recovery was off. A longer period grows from now on: what a shorter one has given
// up does not come back.
void set_recovery(PointInTimeRecovery& pitr, bool enabled, std::optional<int> period_days,
                  CommitTime now);

// Turns it on again with the window that it had before it was turned off, unless that was too long
// ago. Errors: ErrorCode::validation.
Result<void> reopen_recovery(PointInTimeRecovery& pitr, CommitTime now);

}  // namespace quondam::catalog
