// Shapes of global tables, which UpdateTable's request can carry. Nothing of them is implemented;
// they are here so that a request that has them is checked as AWS checks it and then told so.
#pragma once

#include "operations/table_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kRegionName{.kind = string, .name = "RegionName"};
inline constexpr Member kThroughputOverrideMembers[] = {{"ReadCapacityUnits", &kPositiveLong}};
inline constexpr Shape kThroughputOverride{.kind = structure,
                                           .name = "ProvisionedThroughputOverride",
                                           .members = kThroughputOverrideMembers};
inline constexpr Member kOnDemandOverrideMembers[] = {{"MaxReadRequestUnits", &kLong}};
inline constexpr Shape kOnDemandOverride{
    .kind = structure, .name = "OnDemandThroughputOverride", .members = kOnDemandOverrideMembers};
inline constexpr Member kReplicaIndexMembers[] = {
    {"IndexName", &kIndexName, required},
    {"ProvisionedThroughputOverride", &kThroughputOverride},
    {"OnDemandThroughputOverride", &kOnDemandOverride},
};
inline constexpr Shape kReplicaIndex{
    .kind = structure, .name = "ReplicaGlobalSecondaryIndex", .members = kReplicaIndexMembers};
inline constexpr Shape kReplicaIndexes{
    .kind = list, .name = "ReplicaGlobalSecondaryIndexList", .min = 1, .element = &kReplicaIndex};
inline constexpr Member kReplicaMembers[] = {
    {"RegionName", &kRegionName, required},
    {"KMSMasterKeyId", &kString},
    {"ProvisionedThroughputOverride", &kThroughputOverride},
    {"OnDemandThroughputOverride", &kOnDemandOverride},
    {"GlobalSecondaryIndexes", &kReplicaIndexes},
    {"TableClassOverride", &kTableClass},
};
inline constexpr Shape kCreateReplica{
    .kind = structure, .name = "CreateReplicationGroupMemberAction", .members = kReplicaMembers};
inline constexpr Shape kUpdateReplica{
    .kind = structure, .name = "UpdateReplicationGroupMemberAction", .members = kReplicaMembers};
inline constexpr Member kRegionOnlyMembers[] = {{"RegionName", &kRegionName, required}};
inline constexpr Shape kDeleteReplica{
    .kind = structure, .name = "DeleteReplicationGroupMemberAction", .members = kRegionOnlyMembers};
inline constexpr std::string_view kDisassociationModes[] = {"WAIT_FOR_REPLICATION"};
inline constexpr Shape kDisassociationMode{
    .kind = string, .name = "DisassociationMode", .values = kDisassociationModes};
inline constexpr Member kDisassociateReplicaMembers[] = {
    {"RegionName", &kRegionName, required},
    {"DisassociationMode", &kDisassociationMode, required},
};
inline constexpr Shape kDisassociateReplica{.kind = structure,
                                            .name = "DisassociateReplicationGroupMemberAction",
                                            .members = kDisassociateReplicaMembers};
inline constexpr Member kReplicaUpdateMembers[] = {
    {"Create", &kCreateReplica},
    {"Update", &kUpdateReplica},
    {"Delete", &kDeleteReplica},
    {"Disassociate", &kDisassociateReplica},
};
inline constexpr Shape kReplicaUpdate{
    .kind = structure, .name = "ReplicationGroupUpdate", .members = kReplicaUpdateMembers};
inline constexpr Shape kReplicaUpdates{
    .kind = list, .name = "ReplicationGroupUpdateList", .min = 1, .element = &kReplicaUpdate};

inline constexpr Shape kCreateWitness{.kind = structure,
                                      .name = "CreateGlobalTableWitnessGroupMemberAction",
                                      .members = kRegionOnlyMembers};
inline constexpr Shape kDeleteWitness{.kind = structure,
                                      .name = "DeleteGlobalTableWitnessGroupMemberAction",
                                      .members = kRegionOnlyMembers};
inline constexpr Member kWitnessUpdateMembers[] = {
    {"Create", &kCreateWitness},
    {"Delete", &kDeleteWitness},
};
inline constexpr Shape kWitnessUpdate{
    .kind = structure, .name = "GlobalTableWitnessGroupUpdate", .members = kWitnessUpdateMembers};
inline constexpr Shape kWitnessUpdates{.kind = list,
                                       .name = "GlobalTableWitnessGroupUpdateList",
                                       .min = 1,
                                       .max = 1,
                                       .element = &kWitnessUpdate};

inline constexpr std::string_view kMultiRegionConsistencies[] = {"EVENTUAL", "STRONG"};
inline constexpr Shape kMultiRegionConsistency{
    .kind = string, .name = "MultiRegionConsistency", .values = kMultiRegionConsistencies};

}  // namespace quondam::operations::shapes
