// Shapes that the operations of the Streams API share (service model 2012-08-10 of DynamoDB
// Streams).
#pragma once

#include "operations/common_shapes.h"

namespace quondam::operations::shapes {

// What is no stream's ARN, whatever its length, is told with another text (stream_lookup.h).
inline constexpr Shape kStreamArn{
    .kind = string, .name = "StreamArn", .min = 37, .max = 1024, .limits_elsewhere = true};
inline constexpr Shape kShardId{.kind = string, .name = "ShardId", .min = 28, .max = 65};

// Of lists of streams and of shards. The upper limits are the documentation's.
inline constexpr std::int64_t kMostListed = 100;
inline constexpr Shape kListLimit{
    .kind = integer, .name = "PositiveIntegerObject", .min = 1, .service_max = kMostListed};

}  // namespace quondam::operations::shapes
