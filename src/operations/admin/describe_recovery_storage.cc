#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"
#include "operations/table_size.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required}};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeRecoveryStorageInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));
  QUONDAM_ASSIGN(const std::uint64_t bytes, history_bytes(context.database.engine(), table->id));
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TableName").string(table->name);
  json.key("HistoryBytes").number(bytes);
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeRecoveryStorage{kQuondam, "DescribeRecoveryStorage", &kRequest,
                                         Operation::Runs::inline_, handle};

}  // namespace quondam::operations
