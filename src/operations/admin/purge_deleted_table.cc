#include "operations/admin/deleted_table.h"
#include "operations/backup_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableId", &kString, required}};
constexpr Shape kRequest{.kind = structure, .name = "PurgeDeletedTableInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const catalog::BackupPtr deleted,
                 deleted_table(context, *request.string("TableId")));
  if (context.database.restores().reads_from(deleted->space))
    return refuse(backup_in_use(arn_of(context, *deleted)));
  QUONDAM_TRY(context.database.catalog().remove_backup(deleted->id, context.who()));
  return "{}";
}

}  // namespace

const Operation kPurgeDeletedTable{kQuondam, "PurgeDeletedTable", &kRequest,
                                   Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
