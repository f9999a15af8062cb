#include "operations/admin/undo_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"UndoId", &kString, required}};
constexpr Shape kRequest{.kind = structure, .name = "DescribeUndoInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  const std::string_view id = *request.string("UndoId");
  QUONDAM_ASSIGN(const auto undo, undo::find_undo(context.database.engine(), id));
  if (!undo) return refuse(undo_not_found(id));
  return describe_undo(context, *undo);
}

}  // namespace

const Operation kDescribeUndo{kQuondam, "DescribeUndo", &kRequest, Operation::Runs::on_pool,
                              handle};

}  // namespace quondam::operations
