// Shapes of auto scaling and of the first version of global tables. None of it is supported; they
// are here so that a request is checked as AWS checks it and then told so.
#pragma once

#include "operations/patterns.h"
#include "operations/replica_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kInteger{.kind = integer};
inline constexpr Shape kDouble{.kind = real};
inline constexpr Member kTargetTrackingMembers[] = {
    {"DisableScaleIn", &kBoolean},
    {"ScaleInCooldown", &kInteger},
    {"ScaleOutCooldown", &kInteger},
    {"TargetValue", &kDouble, required},
};
inline constexpr Shape kTargetTracking{
    .kind = structure,
    .name = "AutoScalingTargetTrackingScalingPolicyConfigurationUpdate",
    .members = kTargetTrackingMembers};
inline constexpr Shape kScalingPolicyName{.kind = string,
                                          .name = "AutoScalingPolicyName",
                                          .min = 1,
                                          .max = 256,
                                          .pattern = kPrintPattern};
inline constexpr Member kScalingPolicyMembers[] = {
    {"PolicyName", &kScalingPolicyName},
    {"TargetTrackingScalingPolicyConfiguration", &kTargetTracking, required},
};
inline constexpr Shape kScalingPolicy{
    .kind = structure, .name = "AutoScalingPolicyUpdate", .members = kScalingPolicyMembers};
inline constexpr Shape kScalingRoleArn{.kind = string,
                                       .name = "AutoScalingRoleArn",
                                       .min = 1,
                                       .max = 1600,
                                       .pattern = kRoleArnPattern};
inline constexpr Member kAutoScalingMembers[] = {
    {"MinimumUnits", &kPositiveLong},         {"MaximumUnits", &kPositiveLong},
    {"AutoScalingDisabled", &kBoolean},       {"AutoScalingRoleArn", &kScalingRoleArn},
    {"ScalingPolicyUpdate", &kScalingPolicy},
};
inline constexpr Shape kAutoScaling{
    .kind = structure, .name = "AutoScalingSettingsUpdate", .members = kAutoScalingMembers};

// ---- global tables, version 2017.11.29 ----
inline constexpr Member kReplicaRegionMembers[] = {{"RegionName", &kRegionName}};
inline constexpr Shape kReplicaRegion{
    .kind = structure, .name = "Replica", .members = kReplicaRegionMembers};
inline constexpr Shape kReplicaList{
    .kind = list, .name = "ReplicaList", .element = &kReplicaRegion};

}  // namespace quondam::operations::shapes
