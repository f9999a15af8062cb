// Where a shard iterator begins (API reference: GetShardIterator, ShardIteratorType).
#pragma once

#include "catalog/table.h"
#include "streams/shards.h"

namespace quondam::streams {

enum class StartAt {
  trim_horizon,
  latest,
  at_sequence_number,
  after_sequence_number,
  at_timestamp
};

struct Start {
  StartAt at = StartAt::trim_horizon;
  Position sequence_number;  // of the two that have one
  CommitTime timestamp = 0;  // of at_timestamp
};

// `now` is the safe_time that the shard was derived at. outside_window when what the sequence
// number names is trimmed; validation when it is none of the shard's, or the timestamp lies in the
// future.
Result<Position> start_position(const catalog::Stream& stream, const Shard& shard,
                                const Start& start, CommitTime now);

}  // namespace quondam::streams
