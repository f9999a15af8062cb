#include "operations/backup_description.h"
#include "operations/backup_shapes.h"
#include "operations/operation_table.h"
#include "operations/restored_table.h"
#include "operations/table_description.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"TargetTableName", &kTableName, required},
    {"BackupArn", &kBackupArn, required},
    QUONDAM_OVERRIDE_MEMBERS,
};
constexpr Shape kRequest{
    .kind = structure, .name = "RestoreTableFromBackupInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_overrides(request));

  // ---- what needs the backup ----
  QUONDAM_ASSIGN(const catalog::BackupPtr backup, backup_of(context, request));
  if (backup_status(context, *backup) != "AVAILABLE")
    return refuse(backup_in_use(arn_of(context, *backup)));
  QUONDAM_ASSIGN(catalog::Table target, plan_target(context, request, backup->table));
  QUONDAM_TRY(check_target_is_free(context, target.name));

  // ---- the work ----
  // The record that the backup's rows were written under.
  const catalog::TablePtr record(backup, &backup->table);
  QUONDAM_ASSIGN(const catalog::TablePtr restored,
                 start_restore(context, {record, backup, backup->at}, std::move(target)));

  // ---- the answer ----
  return describe_table(context, *restored, "TableDescription");
}

}  // namespace

const Operation kRestoreTableFromBackup{kDynamoDb, "RestoreTableFromBackup", &kRequest,
                                        Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
