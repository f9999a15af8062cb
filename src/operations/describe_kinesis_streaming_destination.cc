#include "base/json_writer.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required}};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeKinesisStreamingDestinationInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("TableName").string(table->name);
  json.key("KinesisDataStreamDestinations").begin_array().end_array();
  json.end_object();
  return body;
}

}  // namespace

const Operation kDescribeKinesisStreamingDestination{
    kDynamoDb, "DescribeKinesisStreamingDestination", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
