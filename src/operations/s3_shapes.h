// Shapes of the parameters that say where in S3 exports go and imports come from.
#pragma once

#include "operations/common_shapes.h"
#include "operations/patterns.h"

namespace quondam::operations::shapes {

inline constexpr Shape kClientToken{
    .kind = string, .name = "ClientToken", .pattern = kClientTokenPattern};
inline constexpr Shape kS3Bucket{
    .kind = string, .name = "S3Bucket", .max = 255, .pattern = kBucketPattern};
inline constexpr Shape kS3BucketOwner{
    .kind = string, .name = "S3BucketOwner", .pattern = kAccountIdPattern};
inline constexpr Shape kS3Prefix{.kind = string, .name = "S3Prefix", .max = 1024};

// The ARN of a job.
inline constexpr std::int64_t kShortestJobArn = 37;
inline constexpr std::int64_t kLongestJobArn = 1024;

// How many jobs a page of a list has at most, and when nothing is said.
inline constexpr std::int64_t kMostJobsOfPage = 25;
inline constexpr std::int64_t kJobsOfPage = 10;

}  // namespace quondam::operations::shapes
