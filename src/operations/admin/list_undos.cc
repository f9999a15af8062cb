#include "operations/admin/undo_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::int64_t kMostUndos = 100;
constexpr Shape kLimit{.kind = integer, .name = "Limit", .min = 1, .max = kMostUndos};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn},
    {"Limit", &kLimit},
    {"NextToken", &kString},
};
constexpr Shape kRequest{.kind = structure, .name = "ListUndosInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  std::optional<std::string> table;
  if (request.has("TableName")) {
    QUONDAM_ASSIGN(table, table_name(context, request));
  }
  // A token is the id that the page before ended with; ids sort by time.
  const std::string_view after = request.string("NextToken").value_or("");
  QUONDAM_ASSIGN(auto undos, undo::list_undos(context.database.engine()));
  std::erase_if(undos, [&](const undo::Undo& undo) {
    return (table && *table != undo.table_name) || (!after.empty() && undo.id >= after);
  });
  const auto limit = static_cast<std::size_t>(request.integer("Limit").value_or(kMostUndos));
  const bool more = undos.size() > limit;
  undos.resize(std::min(undos.size(), limit));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Undos").begin_array();
  for (const undo::Undo& undo : undos) QUONDAM_TRY(append_undo(json, context, undo));
  json.end_array();
  if (more) json.key("NextToken").string(undos.back().id);
  json.end_object();
  return body;
}

}  // namespace

const Operation kListUndos{kQuondam, "ListUndos", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
