#include "item/json.h"
#include "operations/operation_table.h"
#include "operations/partiql.h"
#include "operations/statement_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kNextToken{.kind = string, .name = "PartiQLNextToken", .min = 1, .max = 32768};
constexpr Shape kLimit{.kind = integer, .name = "PositiveIntegerObject", .min = 1};
constexpr Member kMembers[] = {
    {"Statement", &kStatement, required},
    {"Parameters", &kParameters},
    {"ConsistentRead", &kBoolean},
    {"NextToken", &kNextToken},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
    {"Limit", &kLimit},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kRequest{.kind = structure, .name = "ExecuteStatementInput", .members = kMembers};

ApiResult write(const Context& context, const Request& request,
                const partiql::Statement& statement) {
  const bool returns_item = asks(request, "ReturnValuesOnConditionCheckFailure", "ALL_OLD");
  auto done = execute_write(context, statement, returns_item, wants_consumed_capacity(request));
  if (!done) return refuse(std::move(done).error().error);

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Items").begin_array();
  if (done->returned) item::append_json(json.value(), *done->returned);
  json.end_array();
  append_consumed_capacity(json, request, partiql::source_of(statement).table, done->written.units);
  json.end_object();
  return body;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const partiql::Statement statement, read_statement(request));
  if (std::holds_alternative<partiql::Exists>(statement)) {
    return refuse(validation("EXISTS can only be used in ExecuteTransaction write requests."));
  }
  if (const auto* select = std::get_if<partiql::Select>(&statement))
    return select_page(context, request, *select);
  return write(context, request, statement);
}

}  // namespace

const Operation kExecuteStatement{kDynamoDb, "ExecuteStatement", &kRequest,
                                  Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
