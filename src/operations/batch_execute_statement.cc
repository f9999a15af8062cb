#include <array>

#include "expressions/partiql/key_plan.h"
#include "expressions/projection.h"
#include "item/json.h"
#include "item/stored.h"
#include "operations/item_key.h"
#include "operations/operation_table.h"
#include "operations/partiql.h"
#include "operations/statement_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kStatementMembers[] = {
    {"Statement", &kStatement, required},
    {"Parameters", &kParameters},
    {"ConsistentRead", &kBoolean},
    {"ReturnValuesOnConditionCheckFailure", &kReturnValuesOnConditionCheckFailure},
};
constexpr Shape kStatementRequest{
    .kind = structure, .name = "BatchStatementRequest", .members = kStatementMembers};
constexpr Shape kStatements{.kind = list,
                            .name = "PartiQLBatchRequest",
                            .min = 1,
                            .max = 25,
                            .element = &kStatementRequest};
constexpr Member kMembers[] = {
    {"Statements", &kStatements, required},
    {"ReturnConsumedCapacity", &kReturnConsumedCapacity},
};
constexpr Shape kRequest{
    .kind = structure, .name = "BatchExecuteStatementInput", .members = kMembers};

struct Entry {
  Fields fields;
  ApiExpected<partiql::Statement> statement;
};

// A statement that cannot be read is neither.
ApiExpected<void> check_one_kind(const std::vector<Entry>& entries) {
  bool reads = false;
  bool writes = false;
  for (const Entry& entry : entries) {
    if (!entry.statement) continue;
    (is_read(*entry.statement) ? reads : writes) = true;
  }
  if (!reads || !writes) return {};
  return refuse(
      validation("BatchExecuteStatement API does not support both read and write operations in "
                 "the same request."));
}

// ---- the work ----

// What one statement comes to.
struct Response {
  std::optional<item::Item> item;
  std::optional<ApiError> error;
  bool names_table = true;
  ConsumedUnits units;
};

ApiExpected<Response> select(const Context& context, const Fields& fields,
                             const partiql::Select& statement) {
  const bool consistent = fields.boolean("ConsistentRead").value_or(false);
  QUONDAM_ASSIGN(Reading reading, reading_of(context, statement.from.table));
  QUONDAM_TRY(index_to_select(statement, reading, consistent));
  QUONDAM_ASSIGN(ItemSelect found,
                 select_item(statement, std::move(reading), "BatchExecuteStatement"));
  PlannedRead& read = found.read;
  const item::KeySchema& keys = read.reading.table->keys;
  partiql::KeyRead key{found.key.find(keys.partition.front().name)->second, {}, {}};
  if (!keys.sort.empty()) {
    key.sort = item::SortCondition{
        item::SortCondition::Operator::eq, found.key.find(keys.sort.front().name)->second, {}};
  }
  QUONDAM_TRY(partiql::key_condition_of(key, keys));
  QUONDAM_ASSIGN(read.row, row_of_key(keys, found.key));
  QUONDAM_ASSIGN(const auto version, read_item(context, read.reading, read.row));

  Response response;
  std::size_t bytes = 0;
  if (version) {
    QUONDAM_ASSIGN(item::Item item, item::decode_item(version->payload));
    QUONDAM_ASSIGN(bytes, item::stored_size_bytes(version->payload));
    response.item =
        read.projection ? expressions::project(*read.projection, item) : std::move(item);
  }
  response.units.table = read_units(bytes, consistent);
  return response;
}

Response refused(ApiError error, bool names_table) {
  Response response;
  response.error = std::move(error);
  response.names_table = names_table;
  return response;
}

Response execute(const Context& context, const Request& request, const Entry& entry) {
  if (!entry.statement) return refused(entry.statement.error(), false);
  const partiql::Statement& statement = *entry.statement;
  if (std::holds_alternative<partiql::Exists>(statement)) {
    return refused(validation("EXISTS can only be used in ExecuteTransaction write requests."),
                   false);
  }
  if (const auto* read = std::get_if<partiql::Select>(&statement)) {
    auto response = select(context, entry.fields, *read);
    return response ? *std::move(response) : refused(std::move(response).error(), false);
  }
  const bool returns_item = entry.fields.string("ReturnValuesOnConditionCheckFailure") == "ALL_OLD";
  auto done = execute_write(context, statement, returns_item, wants_consumed_capacity(request));
  if (!done) return refused(std::move(done.error().error), done.error().executed);
  Response response;
  response.item = std::move(done->returned);
  response.units = std::move(done->written.units);
  return response;
}

// ---- the answer ----

// BatchStatementErrorCodeEnum for the errors that are called otherwise elsewhere.
std::string_view code_of(const ApiError& error) {
  using Name = std::pair<std::string_view, std::string_view>;
  static constexpr std::array kCodes{
      Name{"ValidationException", "ValidationError"},
      Name{"ConditionalCheckFailedException", "ConditionalCheckFailed"},
      Name{"DuplicateItemException", "DuplicateItem"},
      Name{"ResourceNotFoundException", "ResourceNotFound"},
      Name{"TransactionConflictException", "TransactionConflict"},
      Name{"AccessDeniedException", "AccessDenied"},
  };
  const std::string_view name = error.type.substr(error.type.find('#') + 1);
  for (const auto& [type, code] : kCodes) {
    if (type == name) return code;
  }
  return "InternalServerError";
}

void append_error(JsonWriter& json, std::string& body, const ApiError& error) {
  json.key("Error").begin_object();
  json.key("Code").string(code_of(error));
  if (!error.message.empty()) json.key("Message").string(error.message);
  json.end_object();
  // The item, when ReturnValuesOnConditionCheckFailure asks for it.
  if (!error.members.empty()) body.insert(body.size() - 1, "," + error.members);
}

ApiResult handle(const Context& context, const Request& request) {
  std::vector<Entry> entries;
  for (const Fields& fields : request.structures("Statements"))
    entries.push_back({fields, read_statement(fields)});
  QUONDAM_TRY(check_one_kind(entries));

  std::string body;
  JsonWriter json(body);
  std::map<std::string, ConsumedUnits> units;
  json.begin_object();
  json.key("Responses").begin_array();
  for (const Entry& entry : entries) {
    const Response response = execute(context, request, entry);
    json.begin_object();
    if (response.error) append_error(json, body, *response.error);
    if (response.names_table) {
      const std::string& table = partiql::source_of(*entry.statement).table;
      json.key("TableName").string(table);
      if (!response.error) units[table].add(response.units);
    }
    if (response.item) item::append_json(json.key("Item").value(), *response.item);
    json.end_object();
  }
  json.end_array();
  append_consumed_capacities(json, request, units, UnitsOf::plain);
  json.end_object();
  return body;
}

}  // namespace

const Operation kBatchExecuteStatement{kDynamoDb, "BatchExecuteStatement", &kRequest,
                                       Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
