// Shapes that several operations share, as AWS's service model (2012-08-10) has them. Enumerations
// and the members of structures stand in the order in which AWS's messages were recorded to list
// them.
#pragma once

#include "operations/shape.h"

namespace quondam::operations::shapes {

using enum Shape::Kind;
using enum Presence;

inline constexpr Shape kBoolean{.kind = boolean};
inline constexpr Shape kString{.kind = string};
inline constexpr Shape kLong{.kind = long_integer};

// ---- names ----
// A table that exists, by its name or ARN.
inline constexpr Shape kTableArn{
    .kind = string, .name = "TableArn", .min = 1, .max = 1024, .min_table_name_length = 1};
inline constexpr Shape kNewTableArn{
    .kind = string, .name = "TableArn", .min = 1, .max = 1024, .min_table_name_length = 3};
// A table that exists, in an action of a transaction.
inline constexpr Shape kActionTableArn{
    .kind = string, .name = "TableArn", .min = 1, .max = 1024, .service_pattern = kNamePattern};
inline constexpr Shape kPlainArn{.kind = string, .name = "TableArn", .min = 1, .max = 1024};
inline constexpr Shape kTableName{
    .kind = string, .name = "TableName", .min = 3, .max = 255, .pattern = kNamePattern};
inline constexpr Shape kIndexName{
    .kind = string, .name = "IndexName", .min = 3, .max = 255, .pattern = kNamePattern};
inline constexpr Shape kAttributeName{.kind = string, .name = "AttributeName", .max = 65535};

// ---- attribute values ----
inline constexpr Shape kAttributeValue{.kind = attribute_value, .name = "AttributeValue"};
inline constexpr Shape kAttributeMap{
    .kind = map, .name = "AttributeMap", .element = &kAttributeValue, .max_key_length = 65535};
// Of transactions and batches, which know no limit of a name's length in keys.
inline constexpr Shape kKey{
    .kind = map, .name = "Key", .element = &kAttributeValue, .max_key_length = 65535};
inline constexpr Shape kAttributeValueList{
    .kind = list, .name = "AttributeValueList", .element = &kAttributeValue};

// ---- expressions ----
inline constexpr Shape kExpression{.kind = string, .name = "Expression"};
inline constexpr Shape kExpressionAttributeNames{
    .kind = map, .name = "ExpressionAttributeNameMap", .element = &kAttributeName};
inline constexpr Shape kExpressionAttributeValues{
    .kind = map, .name = "ExpressionAttributeValueMap", .element = &kAttributeValue};

// ---- what came before expressions ----
inline constexpr Shape kAttributeNameList{.kind = list,
                                          .name = "AttributeNameList",
                                          .min = 1,
                                          .element = &kAttributeName,
                                          .service_max = 255};
inline constexpr std::string_view kConditionalOperators[] = {"OR", "AND"};
inline constexpr Shape kConditionalOperator{
    .kind = string, .name = "ConditionalOperator", .values = kConditionalOperators};
inline constexpr std::string_view kComparisonOperators[] = {
    "IN",       "NULL", "BETWEEN", "LT",          "NOT_CONTAINS", "EQ",      "GT",
    "NOT_NULL", "NE",   "LE",      "BEGINS_WITH", "GE",           "CONTAINS"};
inline constexpr Shape kComparisonOperator{
    .kind = string, .name = "ComparisonOperator", .values = kComparisonOperators};
inline constexpr Member kExpectedMembers[] = {
    {"AttributeValueList", &kAttributeValueList},
    {"ComparisonOperator", &kComparisonOperator},
    {"Exists", &kBoolean},
    {"Value", &kAttributeValue},
};
inline constexpr Shape kExpected{
    .kind = structure, .name = "ExpectedAttributeValue", .members = kExpectedMembers};
inline constexpr Shape kExpectedMap{
    .kind = map, .name = "ExpectedAttributeMap", .element = &kExpected, .max_key_length = 65535};
inline constexpr Member kConditionMembers[] = {
    {"AttributeValueList", &kAttributeValueList},
    {"ComparisonOperator", &kComparisonOperator, required},
};
inline constexpr Shape kCondition{
    .kind = structure, .name = "Condition", .members = kConditionMembers};
inline constexpr Shape kConditionMap{
    .kind = map, .name = "ConditionMap", .element = &kCondition, .max_key_length = 65535};

// ---- transactions ----
inline constexpr Shape kClientRequestToken{
    .kind = string, .name = "ClientRequestToken", .min = 1, .max = 36};

// ---- what to return ----
inline constexpr std::string_view kReturnConsumedCapacities[] = {"INDEXES", "TOTAL", "NONE"};
inline constexpr Shape kReturnConsumedCapacity{
    .kind = string, .name = "ReturnConsumedCapacity", .values = kReturnConsumedCapacities};
inline constexpr std::string_view kReturnItemCollectionMetricsValues[] = {"SIZE", "NONE"};
inline constexpr Shape kReturnItemCollectionMetrics{.kind = string,
                                                    .name = "ReturnItemCollectionMetrics",
                                                    .values = kReturnItemCollectionMetricsValues};
inline constexpr std::string_view kReturnValuesValues[] = {"ALL_NEW", "UPDATED_OLD", "ALL_OLD",
                                                           "NONE", "UPDATED_NEW"};
inline constexpr Shape kReturnValues{
    .kind = string, .name = "ReturnValue", .values = kReturnValuesValues};
inline constexpr std::string_view kOnConditionCheckFailureValues[] = {"ALL_OLD", "NONE"};
inline constexpr Shape kReturnValuesOnConditionCheckFailure{
    .kind = string,
    .name = "ReturnValuesOnConditionCheckFailure",
    .values = kOnConditionCheckFailureValues};
inline constexpr std::string_view kSelectValues[] = {"SPECIFIC_ATTRIBUTES", "COUNT",
                                                     "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"};
inline constexpr Shape kSelect{.kind = string, .name = "Select", .values = kSelectValues};

}  // namespace quondam::operations::shapes
