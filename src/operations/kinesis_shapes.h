// Shapes of Kinesis data streams as destinations of a table's changes. They are not supported; the
// shapes are here so that a request is checked as AWS checks it and then told so.
#pragma once

#include "operations/common_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kKinesisStreamArn{
    .kind = string, .name = "StreamArn", .min = 37, .max = 1024};
inline constexpr std::string_view kTimePrecisions[] = {"MILLISECOND", "MICROSECOND"};
inline constexpr Shape kTimePrecision{
    .kind = string, .name = "ApproximateCreationDateTimePrecision", .values = kTimePrecisions};
inline constexpr Member kKinesisConfigurationMembers[] = {
    {"ApproximateCreationDateTimePrecision", &kTimePrecision}};
inline constexpr Shape kEnableKinesisConfiguration{.kind = structure,
                                                   .name = "EnableKinesisStreamingConfiguration",
                                                   .members = kKinesisConfigurationMembers};
inline constexpr Shape kUpdateKinesisConfiguration{.kind = structure,
                                                   .name = "UpdateKinesisStreamingConfiguration",
                                                   .members = kKinesisConfigurationMembers};

}  // namespace quondam::operations::shapes
