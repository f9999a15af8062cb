#include "operations/admin/undo_request.h"

#include "operations/admin/selection.h"
#include "operations/admin/undo_description.h"
#include "operations/reading.h"

namespace quondam::operations {

ApiResult order_undo(const Context& context, const Request& request, const catalog::TablePtr& table,
                     timeline::Span span, std::string_view caller, std::string_view operation) {
  QUONDAM_TRY(read_selection(request, *table));
  QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
  const TableWithPast past{.table = table, .until = safe_time};
  QUONDAM_TRY(check_moment(past, span.from));
  QUONDAM_TRY(check_moment(past, span.to));
  if (span.from > span.to) return refuse(validation("From must not be later than To"));
  QUONDAM_TRY(wait_until_safe(context.database.engine(), span.to));
  undo::Undo order;
  order.table_name = table->name;
  order.table_id = table->id;
  order.table_uuid = table->uuid;
  order.who = context.who();
  order.span = span;
  order.caller = caller;
  order.operation = operation;
  order.selection = selection_json(request);
  order.force = request.boolean("Force").value_or(false);
  undo::UndoJobs& undos = context.database.undos();
  QUONDAM_ASSIGN(const undo::Undo ordered, request.boolean("DryRun").value_or(false)
                                               ? undos.dry_run(table, std::move(order))
                                               : undos.start(table, std::move(order)));
  return describe_undo(context, ordered);
}

}  // namespace quondam::operations
