#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "DescribeTimeToLiveInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));
  if (table->status == catalog::TableStatus::creating) {
    return refuse(
        validation("Cannot describe time to live while table is in CREATING state: Current table "
                   "state is CREATING"));
  }

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TimeToLiveDescription").begin_object();
  json.key("TimeToLiveStatus").string(table->ttl.enabled ? "ENABLED" : "DISABLED");
  if (table->ttl.enabled) json.key("AttributeName").string(table->ttl.attribute);
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeTimeToLive{kDynamoDb, "DescribeTimeToLive", &kRequest,
                                    Operation::Runs::inline_, handle};

}  // namespace quondam::operations
