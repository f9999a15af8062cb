#include "operations/common_shapes.h"
#include "operations/expression_parameters.h"
#include "operations/item_write.h"
#include "operations/legacy_parameters.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"TableName", &kTableArn, required},
    {"Item", &kAttributeMap, required},
    {"ConditionalOperator", &kConditionalOperator},
    {"Expected", &kExpectedMap},
    {"ReturnValues", &kReturnValues},
    {"ReturnItemCollectionMetrics", &kReturnItemCollectionMetrics},
    {"ConditionExpression", &kExpression},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kRequest{.kind = structure, .name = "PutItemInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_expression_parameters(request, {"ConditionExpression"},
                                          {"Expected", "ConditionalOperator"}));
  QUONDAM_TRY(check_conditional_operator(request, "Expected"));
  QUONDAM_ASSIGN(item::Item item, request.item("Item"));
  QUONDAM_TRY(check_returns_old_or_none(request));
  QUONDAM_ASSIGN(ItemWrite write, read_put(request, std::move(item)));
  QUONDAM_TRY(read_expected(request, write));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, request));
  QUONDAM_TRY(resolve(write, std::move(table)));

  // ---- the work ----
  const bool returns_old = asks(request, "ReturnValues", "ALL_OLD");
  QUONDAM_ASSIGN(const Written written,
                 write_item(context, write,
                            {.before = returns_old, .units = wants_consumed_capacity(request)}));

  // ---- the answer ----
  return answer_write(context, request, write, written,
                      returns_old && written.existed ? &written.before : nullptr);
}

}  // namespace

const Operation kPutItem{kDynamoDb, "PutItem", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
