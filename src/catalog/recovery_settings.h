// Turning point-in-time recovery on and off (API reference: UpdateContinuousBackups), and the
// recording of history that recovery and streams (catalog/stream_settings.h) share.
#pragma once

#include "catalog/table.h"

namespace quondam::catalog {

// For how long a table keeps recording, unseen, after nobody needs it any more; and for how long
// the history of a window that was turned off stays.
inline constexpr Micros kRecordingAfterDisable_us = kMicrosPerDay;

// Enabling starts a new window at `now`, unless it is on already: then only the period changes.
// Disabling hides the window at once. `period_days`: nullopt leaves the period, or takes the
// default where recovery was off. A longer period grows from now on: what a shorter one has given
// up does not come back.
void set_recovery(Table& table, bool enabled, std::optional<int> period_days, CommitTime now);

// After recovery or a stream was turned on or off: recording begins at once, and ends some time
// after the last need for it.
void record_while_needed(Table& table, CommitTime now);

// Whether the table has recorded without a break since `at`.
[[nodiscard]] bool records_since(const Table& table, CommitTime at);

// From where on the table's history must be kept, for its recovery window and its streams; nullopt
// when nobody needs any.
[[nodiscard]] std::optional<CommitTime> history_needed_since(const Table& table, Micros now_us);

// Turns recovery on again with the window that it had before it was turned off, unless that was too
// long ago. Errors: ErrorCode::validation.
Result<void> reopen_recovery(Table& table, CommitTime now);

}  // namespace quondam::catalog
