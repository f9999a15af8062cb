#include "operations/auto_scaling_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kIndexMembers[] = {
    {"IndexName", &kIndexName, required},
    {"ProvisionedWriteCapacityUnits", &kPositiveLong},
    {"ProvisionedWriteCapacityAutoScalingSettingsUpdate", &kAutoScaling},
};
constexpr Shape kIndex{.kind = structure,
                       .name = "GlobalTableGlobalSecondaryIndexSettingsUpdate",
                       .members = kIndexMembers};
constexpr Shape kIndexes{.kind = list,
                         .name = "GlobalTableGlobalSecondaryIndexSettingsUpdateList",
                         .min = 1,
                         .max = 20,
                         .element = &kIndex};
constexpr Member kReplicaIndexSettingsMembers[] = {
    {"IndexName", &kIndexName, required},
    {"ProvisionedReadCapacityUnits", &kPositiveLong},
    {"ProvisionedReadCapacityAutoScalingSettingsUpdate", &kAutoScaling},
};
constexpr Shape kReplicaIndexSettings{.kind = structure,
                                      .name = "ReplicaGlobalSecondaryIndexSettingsUpdate",
                                      .members = kReplicaIndexSettingsMembers};
constexpr Shape kReplicaIndexesSettings{.kind = list,
                                        .name = "ReplicaGlobalSecondaryIndexSettingsUpdateList",
                                        .min = 1,
                                        .max = 20,
                                        .element = &kReplicaIndexSettings};
constexpr Member kReplicaSettingsMembers[] = {
    {"RegionName", &kRegionName, required},
    {"ReplicaProvisionedReadCapacityUnits", &kPositiveLong},
    {"ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate", &kAutoScaling},
    {"ReplicaGlobalSecondaryIndexSettingsUpdate", &kReplicaIndexesSettings},
    {"ReplicaTableClass", &kTableClass},
};
constexpr Shape kReplicaSettings{
    .kind = structure, .name = "ReplicaSettingsUpdate", .members = kReplicaSettingsMembers};
constexpr Shape kAllReplicaSettings{.kind = list,
                                    .name = "ReplicaSettingsUpdateList",
                                    .min = 1,
                                    .max = 50,
                                    .element = &kReplicaSettings};
constexpr Member kMembers[] = {
    {"GlobalTableName", &kTableName, required},
    {"GlobalTableBillingMode", &kBillingMode},
    {"GlobalTableProvisionedWriteCapacityUnits", &kPositiveLong},
    {"GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate", &kAutoScaling},
    {"GlobalTableGlobalSecondaryIndexSettingsUpdate", &kIndexes},
    {"ReplicaSettingsUpdate", &kAllReplicaSettings},
};
constexpr Shape kRequest{
    .kind = structure, .name = "UpdateGlobalTableSettingsInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  return refuse(not_supported("Global tables"));
}

}  // namespace

const Operation kUpdateGlobalTableSettings{kDynamoDb, "UpdateGlobalTableSettings", &kRequest,
                                           Operation::Runs::inline_, handle};

}  // namespace quondam::operations
