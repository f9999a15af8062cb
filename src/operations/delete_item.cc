#include "expressions/key_attributes.h"
#include "item/json.h"
#include "operations/common_shapes.h"
#include "operations/consumed_capacity.h"
#include "operations/expression_parameters.h"
#include "operations/item_key.h"
#include "operations/item_write.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"TableName", &kTableArn, required},
    {"Key", &kAttributeMap, required},
    {"ConditionalOperator", &kConditionalOperator},
    {"Expected", &kExpectedMap},
    {"ReturnValues", &kReturnValues},
    {"ReturnItemCollectionMetrics", &kReturnItemCollectionMetrics},
    {"ConditionExpression", &kExpression},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kRequest{.kind = structure, .name = "DeleteItemInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_expression_parameters(request, {"ConditionExpression"},
                                          {"Expected", "ConditionalOperator"}));
  QUONDAM_TRY(refuse_unimplemented(request, {"Expected", "ConditionalOperator"}));
  QUONDAM_ASSIGN(const item::Item key, request.item("Key"));
  const bool returns_old = asks(request, "ReturnValues", "ALL_OLD");
  if (!returns_old && request.has("ReturnValues") && !asks(request, "ReturnValues", "NONE")) {
    return refuse(validation("Return values set to invalid value"));
  }
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(request));
  ItemWrite write;
  QUONDAM_ASSIGN(write.condition, read_condition(request, "ConditionExpression", placeholders));
  QUONDAM_TRY(placeholders.check_all_used());

  // ---- what needs the table ----
  QUONDAM_ASSIGN(write.table, table_of_items(context, request));
  QUONDAM_ASSIGN(write.row, row_of_key(write.table->keys, key));
  if (write.condition) {
    QUONDAM_TRY(expressions::check_key_paths_are_scalar(expressions::paths_of(*write.condition),
                                                        write.table->keys, "Key"));
  }

  // ---- the work ----
  write.needs_before = returns_old;
  write.change = [](const Before&) -> Result<std::optional<std::string>> { return std::nullopt; };
  QUONDAM_ASSIGN(const Before before, write_item(context, request, write));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (returns_old && before.existed) item::append_json(json.key("Attributes").value(), before.item);
  append_consumed_capacity(json, request, *write.table, write_units(before.bytes, 0));
  json.end_object();
  return body;
}

}  // namespace

const Operation kDeleteItem{kDynamoDb, "DeleteItem", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
