#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kVector{
    .kind = list, .name = "SearchVectorList", .min = 1, .max = 4096, .element = &kAttributeValue};
constexpr Shape kTopK{.kind = integer, .name = "TopKInteger", .min = 1};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"IndexName", &kIndexName, required},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ProjectionExpression", &kExpression},
    {"SearchVector", &kVector, required},
    {"SearchConditionExpression", &kString},
    {"TopK", &kTopK, required},
};
constexpr Shape kRequest{.kind = structure, .name = "SearchVectorsInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  return refuse(not_supported("Vector indexes"));
}

}  // namespace

const Operation kSearchVectors{kDynamoDb, "SearchVectors", &kRequest, Operation::Runs::inline_,
                               handle};

}  // namespace quondam::operations
