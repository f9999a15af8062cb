// The shards of a stream (developer guide, "DynamoDB Streams": shards are created and deleted
// automatically, and have a lineage). They follow from the stream's record and the time, and are
// stored nowhere: one shard at a time, each for four hours, each the parent of the next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/table.h"
#include "streams/position.h"

namespace quondam::streams {

// About how long DynamoDB's shards stay open.
inline constexpr Micros kShardLife_us = 4 * 3600 * kMicrosPerSecond;

// It has the records with after < time <= last.
struct Shard {
  std::string id;
  std::optional<std::string> parent_id;  // also when the parent is trimmed already
  CommitTime after = 0;
  CommitTime last = 0;
  bool closed = false;

  // The range of its possible sequence numbers.
  [[nodiscard]] Position first_position() const { return {after + 1, 0}; }
  [[nodiscard]] Position last_position() const { return {last, kLargestN}; }
};

// The shard that begins behind `after`, trimmed or not; nullopt when none does.
[[nodiscard]] std::optional<Shard> shard_behind(const catalog::Table& table,
                                                const catalog::Stream& stream, CommitTime after,
                                                CommitTime now);

// The shards that have not been trimmed by `now`, which is a safe_time: no commit of up to `now`
// comes any more. Oldest first, which is also the order of their ids.
[[nodiscard]] std::vector<Shard> shards_of(const catalog::Table& table,
                                           const catalog::Stream& stream, CommitTime now);

}  // namespace quondam::streams
