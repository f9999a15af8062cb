#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"GlobalTableName", &kTableName, required}};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeGlobalTableSettingsInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& request) {
  // There are none.
  return refuse(global_table_not_found(*request.string("GlobalTableName")));
}

}  // namespace

const Operation kDescribeGlobalTableSettings{kDynamoDb, "DescribeGlobalTableSettings", &kRequest,
                                             Operation::Runs::inline_, handle};

}  // namespace quondam::operations
