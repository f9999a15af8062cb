#include "operations/backup_description.h"
#include "operations/backup_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"BackupArn", &kBackupArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "DeleteBackupInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the backup ----
  QUONDAM_ASSIGN(const catalog::BackupPtr backup, backup_of(context, request));
  const std::string arn = arn_of(context, *backup);
  if (backup->type == catalog::Backup::Type::system) {
    return refuse(
        validation("Invalid Request: A system backup cannot be deleted; it goes by itself 35 days "
                   "after its table was deleted"));
  }
  if (context.database.restores().reads_from(backup->space)) return refuse(backup_in_use(arn));

  // ---- the work ----
  const auto removed = context.database.catalog().remove_backup(backup->id, context.who());
  if (!removed) {
    if (removed.error().code == ErrorCode::not_found) return refuse(backup_not_found(arn));
    return refuse(removed.error());
  }

  // ---- the answer ----
  return describe_backup(context, **removed, "DELETED");
}

}  // namespace

const Operation kDeleteBackup{kDynamoDb, "DeleteBackup", &kRequest, Operation::Runs::on_pool,
                              handle};

}  // namespace quondam::operations
