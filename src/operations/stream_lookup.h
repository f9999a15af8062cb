// From a stream's ARN to the stream.
#pragma once

#include "operations/operation.h"
#include "streams/shards.h"

namespace quondam::operations {

struct FoundStream {
  std::string arn;
  // A safe_time, and the table's record as it was then, or when it was deleted: whether the stream
  // was enabled is known for every commit up to it.
  catalog::CommitTime now = 0;
  catalog::TablePtr table;
  catalog::Stream stream;

  [[nodiscard]] std::vector<streams::Shard> shards() const {
    return streams::shards_of(*table, stream, now);
  }
};

// "Invalid StreamArn" for what is none of this region; ResourceNotFoundException for a stream that
// is not there, or has been disabled for 24 hours.
ApiExpected<FoundStream> find_stream(const Context& context, std::string_view arn);

[[nodiscard]] ApiError invalid_stream_arn();

// "2026-11-25T23:00:00.000"
[[nodiscard]] std::string stream_label(const catalog::Stream& stream);
[[nodiscard]] std::string stream_arn(const Context& context, const catalog::Table& table,
                                     const catalog::Stream& stream);

}  // namespace quondam::operations
