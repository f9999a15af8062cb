// Shapes of vector indexes, which CreateTable, UpdateTable and a restore can carry. Nothing of them
// is implemented; they are here so that a request that has them is checked as AWS checks it and
// then told so.
#pragma once

#include "operations/table_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kVectorAttributeName{
    .kind = string, .name = "VectorAttributeName", .min = 1, .max = 255};
inline constexpr Member kVectorAttributeMembers[] = {
    {"AttributeName", &kVectorAttributeName, required}};
inline constexpr Shape kVectorAttribute{
    .kind = structure, .name = "VectorAttributeDefinition", .members = kVectorAttributeMembers};

inline constexpr Shape kSearchAttributeName{.kind = string, .name = "AttributeName", .max = 65535};
inline constexpr std::string_view kSearchElementTypes[] = {"HASH", "INLINE_FILTER"};
inline constexpr Shape kSearchElementType{
    .kind = string, .name = "SearchSchemaElementType", .values = kSearchElementTypes};
inline constexpr Member kSearchElementMembers[] = {
    {"AttributeName", &kSearchAttributeName, required},
    {"SearchSchemaElementType", &kSearchElementType, required},
};
inline constexpr Shape kSearchElement{
    .kind = structure, .name = "SearchSchemaElement", .members = kSearchElementMembers};
inline constexpr Shape kSearchSchema{
    .kind = list, .name = "SearchSchema", .min = 1, .element = &kSearchElement};

inline constexpr std::string_view kDistanceFunctions[] = {"COSINE", "DOT_PRODUCT", "EUCLIDEAN"};
inline constexpr Shape kDistanceFunction{
    .kind = string, .name = "VectorDistanceFunction", .values = kDistanceFunctions};
inline constexpr Member kVectorIndexMembers[] = {
    {"IndexName", &kIndexName, required},     {"VectorAttribute", &kVectorAttribute, required},
    {"SearchSchema", &kSearchSchema},         {"Projection", &kProjection, required},
    {"Dimensions", &kPositiveLong, required}, {"DistanceFunction", &kDistanceFunction, required},
};
inline constexpr Shape kVectorIndex{
    .kind = structure, .name = "VectorIndex", .members = kVectorIndexMembers};
inline constexpr Shape kVectorIndexes{
    .kind = list, .name = "VectorIndexList", .element = &kVectorIndex};

inline constexpr Shape kCreateVectorIndex{
    .kind = structure, .name = "CreateVectorIndexAction", .members = kVectorIndexMembers};
inline constexpr Member kDeleteVectorIndexMembers[] = {{"IndexName", &kIndexName, required}};
inline constexpr Shape kDeleteVectorIndex{
    .kind = structure, .name = "DeleteVectorIndexAction", .members = kDeleteVectorIndexMembers};
inline constexpr Member kVectorIndexUpdateMembers[] = {
    {"Create", &kCreateVectorIndex},
    {"Delete", &kDeleteVectorIndex},
};
inline constexpr Shape kVectorIndexUpdate{
    .kind = structure, .name = "VectorIndexUpdate", .members = kVectorIndexUpdateMembers};
inline constexpr Shape kVectorIndexUpdates{
    .kind = list, .name = "VectorIndexUpdateList", .element = &kVectorIndexUpdate};

}  // namespace quondam::operations::shapes
