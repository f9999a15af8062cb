#include "expressions/update_evaluator.h"
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

constexpr std::string_view kActions[] = {"ADD", "PUT", "DELETE"};
constexpr Shape kAction{.kind = string, .name = "AttributeAction", .values = kActions};
constexpr Member kAttributeUpdateMembers[] = {
    {"Action", &kAction},
    {"Value", &kAttributeValue},
};
constexpr Shape kAttributeUpdate{
    .kind = structure, .name = "AttributeValueUpdate", .members = kAttributeUpdateMembers};
constexpr Shape kAttributeUpdates{
    .kind = map, .name = "AttributeUpdates", .element = &kAttributeUpdate, .max_key_length = 65535};
constexpr Member kMembers[] = {
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"TableName", &kTableArn, required},
    {"ReturnItemCollectionMetrics", &kReturnItemCollectionMetrics},
    {"ReturnValues", &kReturnValues},
    {"Key", &kAttributeMap, required},
    {"ConditionalOperator", &kConditionalOperator},
    {"Expected", &kExpectedMap},
    {"AttributeUpdates", &kAttributeUpdates},
    {"ConditionExpression", &kExpression},
    {"UpdateExpression", &kExpression},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kRequest{.kind = structure, .name = "UpdateItemInput", .members = kMembers};

// Attributes of the answer; nullopt when the request asks for none or there are none.
std::optional<item::Item> returned(const Request& request, const ItemWrite& write,
                                   const Written& written) {
  std::optional<item::Item> attributes;
  if (asks(request, "ReturnValues", "ALL_NEW")) attributes = written.after;
  if (asks(request, "ReturnValues", "UPDATED_NEW"))
    attributes = expressions::updated_attributes(write.update, written.after);
  if (written.existed && asks(request, "ReturnValues", "ALL_OLD")) attributes = written.before;
  if (written.existed && asks(request, "ReturnValues", "UPDATED_OLD"))
    attributes = expressions::updated_attributes(write.update, written.before);
  if (attributes && attributes->empty()) attributes.reset();
  return attributes;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_expression_parameters(request, {"UpdateExpression", "ConditionExpression"},
                                          {"AttributeUpdates", "Expected", "ConditionalOperator"}));
  QUONDAM_TRY(check_conditional_operator(request, "Expected"));
  QUONDAM_ASSIGN(item::Item key, request.item("Key"));
  QUONDAM_ASSIGN(ItemWrite write, read_update(request, std::move(key)));
  QUONDAM_TRY(read_attribute_updates(request, write));
  QUONDAM_TRY(read_expected(request, write));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, request));
  QUONDAM_TRY(resolve(write, std::move(table)));

  // ---- the work ----
  QUONDAM_ASSIGN(
      const Written written,
      write_item(context, write, {.before = true, .units = wants_consumed_capacity(request)}));

  // ---- the answer ----
  const auto attributes = returned(request, write, written);
  return answer_write(context, request, write, written, attributes ? &*attributes : nullptr);
}

}  // namespace

const Operation kUpdateItem{kDynamoDb, "UpdateItem", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
