#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required}};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeTableReplicaAutoScalingInput", .members = kMembers};

// A dimension without auto scaling.
void append_unscaled(JsonWriter& json, std::string_view member) {
  json.key(member).begin_object();
  json.key("AutoScalingDisabled").boolean(true);
  json.key("ScalingPolicies").begin_array().end_array();
  json.end_object();
}

void append_index(JsonWriter& json, const catalog::Index& index) {
  json.begin_object();
  json.key("IndexName").string(index.name);
  json.key("IndexStatus").string(status_name(index));
  append_unscaled(json, "ProvisionedReadCapacityAutoScalingSettings");
  append_unscaled(json, "ProvisionedWriteCapacityAutoScalingSettings");
  json.end_object();
}

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));

  // ---- the answer ----
  // The table is its own and only replica, which nothing scales.
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TableAutoScalingDescription").begin_object();
  json.key("TableName").string(table->name);
  json.key("TableStatus").string(status_name(table->status));
  json.key("Replicas").begin_array();
  json.begin_object();
  json.key("RegionName").string(context.database.options().region);
  json.key("GlobalSecondaryIndexes").begin_array();
  for (const catalog::Index& index : table->indexes) {
    if (index.kind == catalog::Index::Kind::global) append_index(json, index);
  }
  json.end_array();
  append_unscaled(json, "ReplicaProvisionedReadCapacityAutoScalingSettings");
  append_unscaled(json, "ReplicaProvisionedWriteCapacityAutoScalingSettings");
  json.key("ReplicaStatus").string(status_name(table->status));
  json.end_object();
  json.end_array();
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeTableReplicaAutoScaling{kDynamoDb, "DescribeTableReplicaAutoScaling",
                                                 &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
