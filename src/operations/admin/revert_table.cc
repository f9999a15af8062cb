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
    {"From", &kString, required},
    {"To", &kString},
    {"Caller", &kString},
    {"Operation", &kString},
    {"Force", &kBoolean},
    {"DryRun", &kBoolean},
    QUONDAM_SELECTION_MEMBERS,
};
constexpr Shape kRequest{.kind = structure, .name = "RevertTableInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_items(context, request));
  timeline::Span span;
  QUONDAM_ASSIGN(span.from, resolve_moment(context, *request.string("From")));
  if (const auto to = request.string("To")) {
    QUONDAM_ASSIGN(span.to, resolve_moment(context, *to));
  } else {
    QUONDAM_ASSIGN(span.to, context.database.engine().safe_time());
  }
  return order_undo(context, request, table, span, request.string("Caller").value_or(""),
                    request.string("Operation").value_or(""));
}

}  // namespace

const Operation kRevertTable{kQuondam, "RevertTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
