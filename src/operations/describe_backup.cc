#include "operations/backup_description.h"
#include "operations/backup_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"BackupArn", &kBackupArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "DescribeBackupInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const catalog::BackupPtr backup, backup_of(context, request));
  return describe_backup(context, *backup, backup_status(context, *backup));
}

}  // namespace

const Operation kDescribeBackup{kDynamoDb, "DescribeBackup", &kRequest, Operation::Runs::inline_,
                                handle};

}  // namespace quondam::operations
