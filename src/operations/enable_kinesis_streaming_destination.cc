#include "operations/kinesis_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"StreamArn", &kKinesisStreamArn, required},
    {"EnableKinesisStreamingConfiguration", &kEnableKinesisConfiguration},
};
constexpr Shape kRequest{
    .kind = structure, .name = "KinesisStreamingDestinationInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(table_of_settings(context, request));
  return refuse(not_supported("Kinesis destinations"));
}

}  // namespace

const Operation kEnableKinesisStreamingDestination{kDynamoDb, "EnableKinesisStreamingDestination",
                                                   &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
