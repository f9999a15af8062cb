#include "operations/operation_table.h"
#include "operations/replica_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kLimit{.kind = integer, .name = "PositiveIntegerObject", .min = 1};
constexpr Member kMembers[] = {
    {"ExclusiveStartGlobalTableName", &kTableName},
    {"Limit", &kLimit},
    {"RegionName", &kRegionName},
};
constexpr Shape kRequest{.kind = structure, .name = "ListGlobalTablesInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  // There are none.
  return R"({"GlobalTables":[]})";
}

}  // namespace

const Operation kListGlobalTables{kDynamoDb, "ListGlobalTables", &kRequest,
                                  Operation::Runs::inline_, handle};

}  // namespace quondam::operations
