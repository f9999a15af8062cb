// Turning a table's stream on and off (API reference: StreamSpecification of CreateTable and
// UpdateTable), and for how long a stream can be read (developer guide, "Change data capture for
// DynamoDB Streams": 24 hours, also after it was disabled).
#pragma once

#include "catalog/table.h"

namespace quondam::catalog {

// Records older than this are trimmed; a stream disabled for longer is gone.
inline constexpr Micros kStreamRetention_us = kMicrosPerDay;
// For how much longer their history is kept: an iterator in hand stays good for 15 minutes
// (streams/shard_iterator.h), whatever is trimmed meanwhile; and upkeep comes once a minute.
inline constexpr Micros kStreamGrace_us = 20 * 60 * kMicrosPerSecond;

// Not for a table whose stream is on.
void enable_stream(Table& table, Stream::View view, CommitTime now);
// Not for a table whose stream is off.
void disable_stream(Table& table, CommitTime now);

// The trim horizon: the stream's records of up to this moment are no longer to be seen.
[[nodiscard]] CommitTime trimmed_until(const Stream& stream, CommitTime now);
// Whether the stream is listed and described: while it is enabled, and for 24 hours after.
[[nodiscard]] bool is_readable(const Stream& stream, CommitTime now);

// Of the history: from where on the stream needs it, and until when once it is disabled.
[[nodiscard]] CommitTime kept_since(const Stream& stream, Micros now_us);
[[nodiscard]] CommitTime kept_until(const Stream& disabled);
// Whether any of the table's streams needs it.
[[nodiscard]] bool keeps_streams(const Table& table, Micros now_us);

// Forgets the streams that can no longer be read, but for the latest. Answers whether there were
// any.
bool forget_streams(Table& table, Micros now_us);

}  // namespace quondam::catalog
