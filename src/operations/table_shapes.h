// Shapes of what a table is made of: shared by the operations that create, change and restore
// tables.
#pragma once

#include "operations/common_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kKeyAttributeName{
    .kind = string, .name = "KeySchemaAttributeName", .min = 1, .max = 255};

inline constexpr std::string_view kScalarAttributeTypes[] = {"B", "N", "S"};
inline constexpr Shape kScalarAttributeType{
    .kind = string, .name = "ScalarAttributeType", .values = kScalarAttributeTypes};
inline constexpr Member kAttributeDefinitionMembers[] = {
    {"AttributeName", &kKeyAttributeName, required},
    {"AttributeType", &kScalarAttributeType, required},
};
inline constexpr Shape kAttributeDefinition{
    .kind = structure, .name = "AttributeDefinition", .members = kAttributeDefinitionMembers};
inline constexpr Shape kAttributeDefinitions{
    .kind = list, .name = "AttributeDefinitions", .element = &kAttributeDefinition};

inline constexpr std::string_view kKeyTypes[] = {"HASH", "RANGE"};
inline constexpr Shape kKeyType{.kind = string, .name = "KeyType", .values = kKeyTypes};
inline constexpr Member kKeySchemaElementMembers[] = {
    {"AttributeName", &kKeyAttributeName, required},
    {"KeyType", &kKeyType, required},
};
inline constexpr Shape kKeySchemaElement{
    .kind = structure, .name = "KeySchemaElement", .members = kKeySchemaElementMembers};
inline constexpr Shape kKeySchema{
    .kind = list, .name = "KeySchema", .min = 1, .element = &kKeySchemaElement, .service_max = 2};
// Of a global secondary index: up to four partition and four sort attributes.
inline constexpr Shape kIndexKeySchema{
    .kind = list, .name = "KeySchema", .min = 1, .element = &kKeySchemaElement, .service_max = 8};

inline constexpr std::string_view kBillingModes[] = {"PROVISIONED", "PAY_PER_REQUEST"};
inline constexpr Shape kBillingMode{.kind = string, .name = "BillingMode", .values = kBillingModes};
inline constexpr Shape kPositiveLong{.kind = long_integer, .name = "PositiveLongObject", .min = 1};
inline constexpr Member kProvisionedThroughputMembers[] = {
    {"WriteCapacityUnits", &kPositiveLong, required},
    {"ReadCapacityUnits", &kPositiveLong, required},
};
inline constexpr Shape kProvisionedThroughput{
    .kind = structure, .name = "ProvisionedThroughput", .members = kProvisionedThroughputMembers};
inline constexpr Member kOnDemandThroughputMembers[] = {
    {"MaxReadRequestUnits", &kLong},
    {"MaxWriteRequestUnits", &kLong},
};
inline constexpr Shape kOnDemandThroughput{
    .kind = structure, .name = "OnDemandThroughput", .members = kOnDemandThroughputMembers};
inline constexpr Member kWarmThroughputMembers[] = {
    {"ReadUnitsPerSecond", &kLong},
    {"WriteUnitsPerSecond", &kLong},
};
inline constexpr Shape kWarmThroughput{
    .kind = structure, .name = "WarmThroughput", .members = kWarmThroughputMembers};

inline constexpr std::string_view kProjectionTypes[] = {"ALL", "INCLUDE", "KEYS_ONLY"};
inline constexpr Shape kProjectionType{
    .kind = string, .name = "ProjectionType", .values = kProjectionTypes};
inline constexpr Shape kNonKeyAttributeName{
    .kind = string, .name = "NonKeyAttributeName", .min = 1, .max = 255};
inline constexpr Shape kNonKeyAttributes{.kind = list,
                                         .name = "NonKeyAttributeNameList",
                                         .min = 1,
                                         .max = 20,
                                         .element = &kNonKeyAttributeName};
inline constexpr Member kProjectionMembers[] = {
    {"ProjectionType", &kProjectionType},
    {"NonKeyAttributes", &kNonKeyAttributes},
};
inline constexpr Shape kProjection{
    .kind = structure, .name = "Projection", .members = kProjectionMembers};

inline constexpr Member kLocalSecondaryIndexMembers[] = {
    {"IndexName", &kIndexName, required},
    {"KeySchema", &kKeySchema, required},
    {"Projection", &kProjection, required},
};
inline constexpr Shape kLocalSecondaryIndex{
    .kind = structure, .name = "LocalSecondaryIndex", .members = kLocalSecondaryIndexMembers};
inline constexpr Shape kLocalSecondaryIndexes{
    .kind = list, .name = "LocalSecondaryIndexList", .element = &kLocalSecondaryIndex};
inline constexpr Member kGlobalSecondaryIndexMembers[] = {
    {"IndexName", &kIndexName, required},
    {"KeySchema", &kIndexKeySchema, required},
    {"Projection", &kProjection, required},
    {"ProvisionedThroughput", &kProvisionedThroughput},
    {"OnDemandThroughput", &kOnDemandThroughput},
    {"WarmThroughput", &kWarmThroughput},
};
inline constexpr Shape kGlobalSecondaryIndex{
    .kind = structure, .name = "GlobalSecondaryIndex", .members = kGlobalSecondaryIndexMembers};
inline constexpr Shape kGlobalSecondaryIndexes{
    .kind = list, .name = "GlobalSecondaryIndexList", .element = &kGlobalSecondaryIndex};

inline constexpr std::string_view kStreamViewTypes[] = {"NEW_IMAGE", "OLD_IMAGE",
                                                        "NEW_AND_OLD_IMAGES", "KEYS_ONLY"};
inline constexpr Shape kStreamViewType{
    .kind = string, .name = "StreamViewType", .values = kStreamViewTypes};
inline constexpr Member kStreamSpecificationMembers[] = {
    {"StreamEnabled", &kBoolean, required},
    {"StreamViewType", &kStreamViewType},
};
inline constexpr Shape kStreamSpecification{
    .kind = structure, .name = "StreamSpecification", .members = kStreamSpecificationMembers};

inline constexpr std::string_view kSseTypes[] = {"AES256", "KMS"};
inline constexpr Shape kSseType{.kind = string, .name = "SSEType", .values = kSseTypes};
inline constexpr Member kSseSpecificationMembers[] = {
    {"Enabled", &kBoolean},
    {"SSEType", &kSseType},
    {"KMSMasterKeyId", &kString},
};
inline constexpr Shape kSseSpecification{
    .kind = structure, .name = "SSESpecification", .members = kSseSpecificationMembers};

inline constexpr std::string_view kTableClasses[] = {"STANDARD", "STANDARD_INFREQUENT_ACCESS"};
inline constexpr Shape kTableClass{.kind = string, .name = "TableClass", .values = kTableClasses};

inline constexpr std::string_view kSettingsReplicationModes[] = {"ENABLED", "DISABLED",
                                                                 "ENABLED_WITH_OVERRIDES"};
inline constexpr Shape kSettingsReplicationMode{.kind = string,
                                                .name = "GlobalTableSettingsReplicationMode",
                                                .values = kSettingsReplicationModes};

}  // namespace quondam::operations::shapes
