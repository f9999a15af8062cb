#include "operations/auto_scaling_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kIndexMembers[] = {
    {"IndexName", &kIndexName},
    {"ProvisionedWriteCapacityAutoScalingUpdate", &kAutoScaling},
};
constexpr Shape kIndex{
    .kind = structure, .name = "GlobalSecondaryIndexAutoScalingUpdate", .members = kIndexMembers};
constexpr Shape kIndexes{.kind = list,
                         .name = "GlobalSecondaryIndexAutoScalingUpdateList",
                         .min = 1,
                         .element = &kIndex};
constexpr Member kReplicaIndexScalingMembers[] = {
    {"IndexName", &kIndexName},
    {"ProvisionedReadCapacityAutoScalingUpdate", &kAutoScaling},
};
constexpr Shape kReplicaIndexScaling{.kind = structure,
                                     .name = "ReplicaGlobalSecondaryIndexAutoScalingUpdate",
                                     .members = kReplicaIndexScalingMembers};
constexpr Shape kReplicaIndexesScaling{.kind = list,
                                       .name = "ReplicaGlobalSecondaryIndexAutoScalingUpdateList",
                                       .element = &kReplicaIndexScaling};
constexpr Member kReplicaScalingMembers[] = {
    {"RegionName", &kRegionName, required},
    {"ReplicaGlobalSecondaryIndexUpdates", &kReplicaIndexesScaling},
    {"ReplicaProvisionedReadCapacityAutoScalingUpdate", &kAutoScaling},
};
constexpr Shape kReplicaScaling{
    .kind = structure, .name = "ReplicaAutoScalingUpdate", .members = kReplicaScalingMembers};
constexpr Shape kReplicasScaling{
    .kind = list, .name = "ReplicaAutoScalingUpdateList", .min = 1, .element = &kReplicaScaling};
constexpr Member kMembers[] = {
    {"GlobalSecondaryIndexUpdates", &kIndexes},
    {"TableName", &kTableArn, required},
    {"ProvisionedWriteCapacityAutoScalingUpdate", &kAutoScaling},
    {"ReplicaUpdates", &kReplicasScaling},
};
constexpr Shape kRequest{
    .kind = structure, .name = "UpdateTableReplicaAutoScalingInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(table_of_settings(context, request));
  return refuse(not_supported("Replicas and auto scaling"));
}

}  // namespace

const Operation kUpdateTableReplicaAutoScaling{kDynamoDb, "UpdateTableReplicaAutoScaling",
                                               &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
