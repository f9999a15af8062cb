#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::int64_t kMaxTables = 100;
constexpr Shape kLimit{
    .kind = integer, .name = "ListTablesInputLimit", .min = 1, .max = kMaxTables};
constexpr Member kMembers[] = {
    {"ExclusiveStartTableName", &kTableName},
    {"Limit", &kLimit},
};
constexpr Shape kRequest{.kind = structure, .name = "ListTablesInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- the work ----
  const auto limit = static_cast<std::size_t>(request.integer("Limit").value_or(kMaxTables));
  auto tables = context.database.catalog().list(
      request.string("ExclusiveStartTableName").value_or(""), limit + 1);
  const bool more = tables.size() > limit;
  if (more) tables.pop_back();

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TableNames").begin_array();
  for (const catalog::TablePtr& table : tables) json.string(table->name);
  json.end_array();
  if (more) json.key("LastEvaluatedTableName").string(tables.back()->name);
  json.end_object();
  return body;
}

}  // namespace

const Operation kListTables{kDynamoDb, "ListTables", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
