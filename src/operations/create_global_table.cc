#include "operations/auto_scaling_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"GlobalTableName", &kTableName, required},
    {"ReplicationGroup", &kReplicaList, required},
};
constexpr Shape kRequest{.kind = structure, .name = "CreateGlobalTableInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  return refuse(not_supported("Global tables"));
}

}  // namespace

const Operation kCreateGlobalTable{kDynamoDb, "CreateGlobalTable", &kRequest,
                                   Operation::Runs::inline_, handle};

}  // namespace quondam::operations
