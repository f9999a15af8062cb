#include "expressions/key_attributes.h"
#include "expressions/update_evaluator.h"
#include "expressions/update_parser.h"
#include "item/json.h"
#include "item/size.h"
#include "item/stored.h"
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
std::optional<item::Item> returned(const Request& request, const expressions::Update& update,
                                   const Before& before, const item::Item& after) {
  std::optional<item::Item> attributes;
  if (asks(request, "ReturnValues", "ALL_NEW")) attributes = after;
  if (asks(request, "ReturnValues", "UPDATED_NEW"))
    attributes = expressions::updated_attributes(update, after);
  if (before.existed && asks(request, "ReturnValues", "ALL_OLD")) attributes = before.item;
  if (before.existed && asks(request, "ReturnValues", "UPDATED_OLD")) {
    attributes = expressions::updated_attributes(update, before.item);
  }
  if (attributes && attributes->empty()) attributes.reset();
  return attributes;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_expression_parameters(request, {"UpdateExpression", "ConditionExpression"},
                                          {"AttributeUpdates", "Expected", "ConditionalOperator"}));
  QUONDAM_TRY(
      refuse_unimplemented(request, {"AttributeUpdates", "Expected", "ConditionalOperator"}));
  QUONDAM_ASSIGN(const item::Item key, request.item("Key"));
  QUONDAM_ASSIGN(expressions::Placeholders placeholders, read_placeholders(request));
  expressions::Update update;
  if (const auto text = request.string("UpdateExpression")) {
    QUONDAM_ASSIGN(update, expressions::parse_update(*text, placeholders));
  }
  ItemWrite write;
  QUONDAM_ASSIGN(write.condition, read_condition(request, "ConditionExpression", placeholders));
  QUONDAM_TRY(placeholders.check_all_used());

  // ---- what needs the table ----
  QUONDAM_ASSIGN(write.table, table_of_items(context, request));
  QUONDAM_ASSIGN(write.row, row_of_key(write.table->keys, key));
  QUONDAM_TRY(expressions::check_update_excludes_key(update, write.table->keys));
  QUONDAM_TRY(expressions::check_key_paths_are_scalar(expressions::paths_of(update),
                                                      write.table->keys, "Key"));
  if (write.condition) {
    QUONDAM_TRY(expressions::check_key_paths_are_scalar(expressions::paths_of(*write.condition),
                                                        write.table->keys, "Key"));
  }

  // ---- the work ----
  item::Item after;
  write.needs_before = true;
  write.change = [&](const Before& before) -> Result<std::optional<std::string>> {
    after.clear();
    // An update that only takes away does not make an item.
    if (!before.existed && !expressions::creates_item(update)) return std::nullopt;
    QUONDAM_ASSIGN(after, expressions::apply(update, before.existed ? before.item : key));
    QUONDAM_TRY(
        check_item_limits(after, "Item size to update has exceeded the maximum allowed size"));
    return item::encode_item(after);
  };
  QUONDAM_ASSIGN(const Before before, write_item(context, request, write));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (const auto attributes = returned(request, update, before, after)) {
    item::append_json(json.key("Attributes").value(), *attributes);
  }
  if (wants_consumed_capacity(request)) {
    append_consumed_capacity(json, request, *write.table,
                             write_units(before.bytes, item::size_bytes(after)));
  }
  json.end_object();
  return body;
}

}  // namespace

const Operation kUpdateItem{kDynamoDb, "UpdateItem", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
