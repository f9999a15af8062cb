#include <fmt/format.h>

#include <algorithm>

#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/partiql.h"
#include "operations/statement_shapes.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kStatementMembers[] = {
    {"Statement", &kStatement, required},
    {"Parameters", &kParameters},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kParameterizedStatement{
    .kind = structure, .name = "ParameterizedStatement", .members = kStatementMembers};
constexpr Shape kTransactStatements{.kind = list,
                                    .name = "ParameterizedStatements",
                                    .min = 1,
                                    .max = kMostActions,
                                    .element = &kParameterizedStatement};
constexpr Member kMembers[] = {
    {"TransactStatements", &kTransactStatements, required},
    {"ClientRequestToken", &kClientRequestToken},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
};
constexpr Shape kRequest{.kind = structure, .name = "ExecuteTransactionInput", .members = kMembers};

using Statements = std::vector<partiql::Statement>;
using Reasons = std::vector<CancellationReason>;

// What is wrong with a statement, whatever the items.
ApiError in_statement(std::size_t number, ApiError error) {
  if (!error.type.ends_with("#ValidationException")) return error;
  error.message =
      fmt::format("Validation failed in TransactStatements[{}]: {}", number, error.message);
  return error;
}

ApiExpected<Statements> read_statements(const std::vector<Fields>& all) {
  std::vector<std::vector<item::AttributeValue>> parameters;
  for (const Fields& fields : all) {
    QUONDAM_ASSIGN(std::vector<item::AttributeValue> read, read_parameters(fields));
    parameters.push_back(std::move(read));
  }
  Statements statements;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto statement = partiql::parse_statement(*all[i].string("Statement"), parameters[i]);
    if (!statement) return refuse(in_statement(i, std::move(statement).error()));
    statements.push_back(*std::move(statement));
  }
  const auto reads = std::ranges::count_if(statements, is_read);
  if (reads != 0 && static_cast<std::size_t>(reads) != statements.size()) {
    return refuse(
        validation("ExecuteTransaction API does not support both read and write operations in "
                   "the same request."));
  }
  return statements;
}

ApiExpected<void> check_statement(const partiql::Statement& statement) {
  if (returning_of(statement))
    return refuse(validation("RETURNING clause is not supported in ExecuteTransaction."));
  if (!partiql::source_of(statement).index) return {};
  return refuse(validation(is_read(statement)
                               ? "Reads on indices are not supported within transactions."
                               : "Operations on indices are not supported in transactions"));
}

// Applies `find` to each statement. Where it does not find the table, that is a reason; everything
// else that is wrong with a statement refuses the transaction at once.
template <typename Find>
ApiExpected<void> find_tables(const Statements& statements, const Find& find) {
  Reasons reasons(statements.size());
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const ApiExpected<void> found = find(i);
    if (!found && found.error().type.ends_with("#ResourceNotFoundException")) {
      reasons[i] = {.code = "ResourceNotFound", .message = found.error().message, .members = {}};
    } else if (!found) {
      return refuse(in_statement(i, found.error()));
    }
  }
  if (any_reason(reasons)) return refuse(transaction_canceled(reasons));
  return {};
}

// A key that does not fit its table is a reason; an empty one refuses the transaction.
ApiExpected<void> note_unfit(ApiError error, CancellationReason& reason) {
  const bool of_empty_key = error.message.starts_with("One or more parameter values are not valid");
  if (!error.type.ends_with("#ValidationException") || of_empty_key)
    return refuse(std::move(error));
  reason = validation_reason(std::move(error.message));
  return {};
}

// ---- reads ----

ApiResult read(const Context& context, const Request& request, const Statements& statements) {
  std::vector<ItemSelect> selects;
  const auto found = find_tables(statements, [&](std::size_t i) -> ApiExpected<void> {
    const auto& select = std::get<partiql::Select>(statements[i]);
    QUONDAM_ASSIGN(Reading reading, reading_of(context, select.from.table));
    QUONDAM_TRY(check_statement(statements[i]));
    QUONDAM_ASSIGN(ItemSelect one, select_item(select, std::move(reading), "ExecuteTransaction"));
    selects.push_back(std::move(one));
    return {};
  });
  QUONDAM_TRY(found);
  Reasons reasons(statements.size());
  std::vector<PlannedRead> reads;
  for (std::size_t i = 0; i < selects.size(); ++i) {
    auto row = row_of_key(selects[i].read.reading.table->keys, selects[i].key);
    if (!row) QUONDAM_TRY(note_unfit(std::move(row).error(), reasons[i]));
    if (row) selects[i].read.row = *std::move(row);
    reads.push_back(std::move(selects[i].read));
  }
  if (any_reason(reasons)) return refuse(transaction_canceled(reasons));
  return read_together(context, request, reads);
}

// ---- writes ----

ApiExpected<std::vector<PlannedWrite>> plan_writes(const Context& context,
                                                   const std::vector<Fields>& all,
                                                   const Statements& statements) {
  std::vector<catalog::TablePtr> tables(statements.size());
  const auto found = find_tables(statements, [&](std::size_t i) -> ApiExpected<void> {
    QUONDAM_ASSIGN(tables[i], table_of_items(context, partiql::source_of(statements[i]).table));
    QUONDAM_TRY(check_statement(statements[i]));
    if (!std::holds_alternative<partiql::Exists>(statements[i])) return {};
    QUONDAM_TRY(write_of(statements[i], *tables[i], KeyErrors::of_transaction));
    return {};
  });
  QUONDAM_TRY(found);
  Reasons reasons(statements.size());
  std::vector<PlannedWrite> actions;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto action = write_of(statements[i], *tables[i], KeyErrors::of_transaction);
    if (!action) {
      if (std::holds_alternative<partiql::Insert>(statements[i]))
        return refuse(std::move(action).error());
      QUONDAM_TRY(note_unfit(std::move(action).error(), reasons[i]));
      continue;
    }
    if (auto resolved = resolve(action->write, tables[i]); !resolved)
      QUONDAM_TRY(note_unfit(std::move(resolved).error(), reasons[i]));
    action->write.returns_item_on_failure =
        all[i].string("ReturnValuesOnConditionCheckFailure") == "ALL_OLD";
    actions.push_back(*std::move(action));
  }
  if (any_reason(reasons)) return refuse(transaction_canceled(reasons));
  return actions;
}

ApiResult write(const Context& context, const Request& request, const std::vector<Fields>& all,
                const Statements& statements) {
  QUONDAM_ASSIGN(const std::vector<PlannedWrite> actions, plan_writes(context, all, statements));
  std::vector<catalog::RowOf> rows;
  for (const PlannedWrite& action : actions) rows.push_back({action.write.table, action.write.row});
  QUONDAM_TRY(check_rows_differ(rows));
  QUONDAM_TRY(check_transaction_size(actions));
  QUONDAM_ASSIGN(const WriteOutcome outcome,
                 write_together(context, request, "TransactStatements", actions, rows));
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Responses").begin_array().end_array();
  append_write_units(json, request, actions, outcome);
  json.end_object();
  return body;
}

ApiResult handle(const Context& context, const Request& request) {
  const std::vector<Fields> all = request.structures("TransactStatements");
  QUONDAM_ASSIGN(const Statements statements, read_statements(all));
  if (is_read(statements.front())) return read(context, request, statements);
  return write(context, request, all, statements);
}

}  // namespace

const Operation kExecuteTransaction{kDynamoDb, "ExecuteTransaction", &kRequest,
                                    Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
