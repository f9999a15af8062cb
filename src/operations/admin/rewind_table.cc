#include "operations/admin/selection.h"
#include "operations/admin/undo_request.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"To", &kString, required},
    {"Force", &kBoolean},
    {"DryRun", &kBoolean},
    QUONDAM_SELECTION_MEMBERS,
};
constexpr Shape kRequest{.kind = structure, .name = "RewindTableInput", .members = kMembers};

// To rewind to T is to undo everything since T; what is written from now on stands.
ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_items(context, request));
  timeline::Span span;
  QUONDAM_ASSIGN(span.from, resolve_moment(context, *request.string("To")));
  QUONDAM_ASSIGN(span.to, context.database.engine().safe_time());
  return order_undo(context, request, table, span, "", "");
}

}  // namespace

const Operation kRewindTable{kQuondam, "RewindTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
