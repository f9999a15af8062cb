#include "operations/operation_table.h"
#include "operations/replica_shapes.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kCreate{
    .kind = structure, .name = "CreateReplicaAction", .members = kRegionOnlyMembers};
constexpr Shape kDelete{
    .kind = structure, .name = "DeleteReplicaAction", .members = kRegionOnlyMembers};
constexpr Member kUpdateMembers[] = {{"Create", &kCreate}, {"Delete", &kDelete}};
constexpr Shape kUpdate{.kind = structure, .name = "ReplicaUpdate", .members = kUpdateMembers};
constexpr Shape kUpdates{.kind = list, .name = "ReplicaUpdateList", .element = &kUpdate};
constexpr Member kMembers[] = {
    {"GlobalTableName", &kTableName, required},
    {"ReplicaUpdates", &kUpdates, required},
};
constexpr Shape kRequest{.kind = structure, .name = "UpdateGlobalTableInput", .members = kMembers};

ApiResult handle(const Context& /*context*/, const Request& /*request*/) {
  return refuse(not_supported("Global tables"));
}

}  // namespace

const Operation kUpdateGlobalTable{kDynamoDb, "UpdateGlobalTable", &kRequest,
                                   Operation::Runs::inline_, handle};

}  // namespace quondam::operations
