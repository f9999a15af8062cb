#include "operations/common_shapes.h"
#include "operations/expression_parameters.h"
#include "operations/item_collection.h"
#include "operations/item_write.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"
#include "operations/transaction.h"
#include "operations/transaction_write.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kCheckMembers[] = {
    {"Key", &kKey, required},
    {"TableName", &kActionTableArn, required},
    {"ConditionExpression", &kExpression, required},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kCheck{.kind = structure, .name = "ConditionCheck", .members = kCheckMembers};
constexpr Member kPutMembers[] = {
    {"Item", &kAttributeMap, required},
    {"TableName", &kActionTableArn, required},
    {"ConditionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kPut{.kind = structure, .name = "Put", .members = kPutMembers};
constexpr Member kDeleteMembers[] = {
    {"Key", &kKey, required},
    {"TableName", &kActionTableArn, required},
    {"ConditionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kDelete{.kind = structure, .name = "Delete", .members = kDeleteMembers};
constexpr Member kUpdateMembers[] = {
    {"Key", &kKey, required},
    {"UpdateExpression", &kExpression, required},
    {"TableName", &kActionTableArn, required},
    {"ConditionExpression", &kExpression},
    {"ExpressionAttributeNames", &kExpressionAttributeNames},
    {"ExpressionAttributeValues", &kExpressionAttributeValues},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kUpdate{.kind = structure, .name = "Update", .members = kUpdateMembers};
constexpr Member kTransactMembers[] = {
    {"ConditionCheck", &kCheck},
    {"Put", &kPut},
    {"Delete", &kDelete},
    {"Update", &kUpdate},
};
constexpr Shape kTransactWriteItem{
    .kind = structure, .name = "TransactWriteItem", .members = kTransactMembers};
constexpr Shape kTransactItems{.kind = list,
                               .name = "TransactWriteItemList",
                               .min = 1,
                               .max = kMostActions,
                               .element = &kTransactWriteItem};
constexpr Member kMembers[] = {
    {"TransactItems", &kTransactItems, required},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"ReturnItemCollectionMetrics", &kReturnItemCollectionMetrics},
    {"ClientRequestToken", &kClientRequestToken},
};
constexpr Shape kRequest{.kind = structure, .name = "TransactWriteItemsInput", .members = kMembers};

ApiExpected<PlannedWrite> read_action(const Fields& fields) {
  std::optional<std::string_view> kind;
  for (const Member& member : kTransactMembers) {
    if (!fields.has(member.name)) continue;
    if (kind) {
      return refuse(
          validation("TransactItems can only contain one of Check, Put, Update or Delete"));
    }
    kind = member.name;
  }
  if (!kind) {
    return refuse(
        validation("Invalid Request: TransactWriteRequest should contain Delete or Put or Update "
                   "request"));
  }
  const Fields action = *fields.structure(*kind);
  const std::string_view table = *action.string("TableName");
  if (*kind == "Update") {
    QUONDAM_TRY(
        check_expression_parameters(action, {"UpdateExpression", "ConditionExpression"}, {}));
  } else {
    QUONDAM_TRY(check_expression_parameters(action, {"ConditionExpression"}, {}));
  }
  QUONDAM_ASSIGN(item::Item item, action.item(*kind == "Put" ? "Item" : "Key"));
  const auto read = *kind == "Put"      ? read_put
                    : *kind == "Update" ? read_update
                    : *kind == "Delete" ? read_remove
                                        : read_check;
  QUONDAM_ASSIGN(ItemWrite write, read(action, std::move(item)));
  return PlannedWrite{std::string(table), std::move(write), false};
}

// What does not fit a table is told as a reason for the cancellation.
ApiExpected<std::vector<catalog::RowOf>> find_rows(const Context& context,
                                                   std::vector<PlannedWrite>& actions) {
  std::vector<catalog::TablePtr> tables;
  for (const PlannedWrite& planned : actions) {
    QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, planned.given_table));
    tables.push_back(std::move(table));
  }
  std::vector<catalog::RowOf> rows;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    ItemWrite& write = actions[i].write;
    if (auto resolved = resolve(write, tables[i]); !resolved)
      return refuse(unfit(std::move(resolved).error(), i, actions.size()));
    rows.push_back({write.table, write.row});
  }
  QUONDAM_TRY(check_rows_differ(rows));
  QUONDAM_TRY(check_transaction_size(actions));
  return rows;
}

ApiResult handle(const Context& context, const Request& request) {
  std::vector<PlannedWrite> actions;
  for (const Fields& fields : request.structures("TransactItems")) {
    QUONDAM_ASSIGN(PlannedWrite planned, read_action(fields));
    actions.push_back(std::move(planned));
  }

  // ---- what needs the tables ----
  QUONDAM_ASSIGN(const std::vector<catalog::RowOf> rows, find_rows(context, actions));

  // ---- the work ----
  QUONDAM_ASSIGN(const WriteOutcome outcome,
                 write_together(context, request, "TransactItems", actions, rows));

  // ---- the answer ----
  std::vector<ItemOf> items;
  for (const PlannedWrite& action : actions) {
    const ItemWrite& write = action.write;
    if (write.kind != ItemWrite::Kind::check) items.push_back({write.table.get(), &write.item});
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  append_write_units(json, request, actions, outcome);
  QUONDAM_TRY(append_item_collections(json, context.database.engine(), request, items));
  json.end_object();
  return body;
}

}  // namespace

const Operation kTransactWriteItems{kDynamoDb, "TransactWriteItems", &kRequest,
                                    Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
