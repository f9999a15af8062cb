#include "catalog/restore_point.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"Name", &kString, required}};
constexpr Shape kRequest{.kind = structure, .name = "DeleteRestorePointInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  const auto removed = catalog::remove_restore_point(context.database.engine(),
                                                     *request.string("Name"), context.who());
  if (!removed) {
    if (removed.error().code == ErrorCode::not_found)
      return refuse(not_found(removed.error().message));
    return refuse(removed.error());
  }
  return "{}";
}

}  // namespace

const Operation kDeleteRestorePoint{kQuondam, "DeleteRestorePoint", &kRequest,
                                    Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
