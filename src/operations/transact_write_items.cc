#include <algorithm>

#include "catalog/client_token.h"
#include "item/size.h"
#include "operations/common_shapes.h"
#include "operations/expression_parameters.h"
#include "operations/item_collection.h"
#include "operations/item_write.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"
#include "operations/transaction.h"

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
constexpr Shape kClientRequestToken{
    .kind = string, .name = "ClientRequestToken", .min = 1, .max = 36};
constexpr Member kMembers[] = {
    {"TransactItems", &kTransactItems, required},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"ReturnItemCollectionMetrics", &kReturnItemCollectionMetrics},
    {"ClientRequestToken", &kClientRequestToken},
};
constexpr Shape kRequest{.kind = structure, .name = "TransactWriteItemsInput", .members = kMembers};

struct Planned {
  std::string_view given_table;
  ItemWrite write;
};

ApiExpected<Planned> read_action(const Fields& fields) {
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
  return Planned{table, std::move(write)};
}

// What does not fit a table is told as a reason for the cancellation.
ApiExpected<std::vector<catalog::RowOf>> find_rows(const Context& context,
                                                   std::vector<Planned>& actions) {
  std::vector<catalog::TablePtr> tables;
  for (const Planned& planned : actions) {
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
  // The request's size counts, not that of the items it touches.
  std::size_t bytes = 0;
  for (const Planned& planned : actions) bytes += item::size_bytes(planned.write.item);
  if (bytes > kMostTransactionBytes) return refuse(transaction_too_large());
  return rows;
}

// ---- the work ----

struct Outcome {
  std::vector<Written> written;
  std::vector<CancellationReason> reasons;
  catalog::TokenUse token = catalog::TokenUse::fresh;
};

// Every action sees the items as they were before the transaction; all reasons are gathered before
// it is given up.
Result<void> apply_all(const std::vector<Planned>& actions, timeline::Writer& writer,
                       std::span<const catalog::TablePtr> tables, const Wanted& wanted,
                       Outcome& outcome) {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const ItemWrite& write = actions[i].write;
    const auto applied = apply(write, writer, *tables[i], wanted, outcome.written[i]);
    if (applied) continue;
    if (applied.error().code == ErrorCode::condition_failed) {
      outcome.reasons[i] = {.code = "ConditionalCheckFailed",
                            .message = conditional_check_failed().message,
                            .members = item_on_failure(write, outcome.written[i])};
    } else if (applied.error().code == ErrorCode::validation) {
      outcome.reasons[i] = validation_reason(applied.error().message);
    } else {
      return applied;
    }
  }
  if (any_reason(outcome.reasons)) return fail(ErrorCode::condition_failed, "");
  return {};
}

ApiError refusal(const Error& error, const Outcome& outcome,
                 const std::vector<std::size_t>& contended, std::size_t actions) {
  if (outcome.token == catalog::TokenUse::other_request) return idempotent_parameter_mismatch();
  if (error.code == ErrorCode::condition_failed) return transaction_canceled(outcome.reasons);
  if (error.code != ErrorCode::conflict) return error;
  std::vector<CancellationReason> reasons(actions);
  for (const std::size_t position : contended) {
    if (position >= actions) return transaction_in_progress();
    reasons[position] = {.code = "TransactionConflict",
                         .message = "Transaction is ongoing for the item",
                         .members = {}};
  }
  return transaction_canceled(reasons);
}

ApiExpected<Outcome> write_all(const Context& context, const Request& request,
                               const std::vector<Planned>& actions,
                               const std::vector<catalog::RowOf>& rows) {
  const auto token = request.string("ClientRequestToken");
  const std::string parameters = simdjson::minify(*request.find("TransactItems"));
  const Wanted wanted{.before = false, .units = wants_consumed_capacity(request)};
  std::vector<std::size_t> contended;
  catalog::TransactionTerms terms{.own_row = std::nullopt, .contended = &contended};
  if (token) terms.own_row = catalog::token_row(*token);

  Outcome outcome;
  const engine::Engine::Done durable = context.gate.hold();
  const auto submitted = context.database.catalog().submit(
      rows, context.who(),
      [&](timeline::Writer& writer, std::span<const catalog::TablePtr> tables) -> Result<void> {
        outcome = {.written = std::vector<Written>(actions.size()),
                   .reasons = std::vector<CancellationReason>(actions.size()),
                   .token = catalog::TokenUse::fresh};
        if (token) {
          QUONDAM_ASSIGN(outcome.token, catalog::use_token(writer, *token, parameters));
          if (outcome.token == catalog::TokenUse::same_request) return {};
          if (outcome.token == catalog::TokenUse::other_request)
            return fail(ErrorCode::validation, "");
        }
        return apply_all(actions, writer, tables, wanted, outcome);
      },
      durable, terms);
  if (submitted) return outcome;
  durable(engine::CommitTime{0});  // nothing was submitted: nothing to wait for
  return refuse(refusal(submitted.error(), outcome, contended, actions.size()));
}

ApiResult handle(const Context& context, const Request& request) {
  std::vector<Planned> actions;
  for (const Fields& fields : request.structures("TransactItems")) {
    QUONDAM_ASSIGN(Planned planned, read_action(fields));
    actions.push_back(std::move(planned));
  }

  // ---- what needs the tables ----
  QUONDAM_ASSIGN(const std::vector<catalog::RowOf> rows, find_rows(context, actions));

  // ---- the work ----
  QUONDAM_ASSIGN(Outcome outcome, write_all(context, request, actions, rows));

  // ---- the answer ----
  // One that was done before is answered in the units of reading its items.
  const bool repeated = outcome.token == catalog::TokenUse::same_request;
  std::map<std::string, ConsumedUnits> units;
  std::vector<ItemOf> items;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const ItemWrite& write = actions[i].write;
    ConsumedUnits of_action = std::move(outcome.written[i].units);
    if (repeated) of_action.table = read_units(item::size_bytes(write.item), true);
    of_action.multiply(2);
    units[std::string(actions[i].given_table)].add(of_action);
    if (write.kind != ItemWrite::Kind::check) items.push_back({write.table.get(), &write.item});
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  append_consumed_capacities(
      json, request, units, repeated ? UnitsOf::reading_transaction : UnitsOf::writing_transaction);
  QUONDAM_TRY(append_item_collections(json, context.database.engine(), request, items));
  json.end_object();
  return body;
}

}  // namespace

const Operation kTransactWriteItems{kDynamoDb, "TransactWriteItems", &kRequest,
                                    Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
