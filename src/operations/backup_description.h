// Backups as the operations on them answer: BackupDetails, BackupSummary, BackupDescription.
#pragma once

#include "base/json_writer.h"
#include "catalog/backup.h"
#include "operations/operation.h"

namespace quondam::operations {

// The backup that an ARN names. BackupNotFoundException, also for an ARN of another region or
// account.
ApiExpected<catalog::BackupPtr> backup_of(const Context& context, const Request& request);

// "CREATING", "DELETED" or "AVAILABLE".
std::string_view backup_status(const Context& context, const catalog::Backup& backup);

std::string arn_of(const Context& context, const catalog::Backup& backup);
// The members that BackupDetails and BackupSummary share.
void append_backup(JsonWriter& json, const Context& context, const catalog::Backup& backup,
                   std::string_view status);
// The body of an answer whose one member is BackupDescription.
std::string describe_backup(const Context& context, const catalog::Backup& backup,
                            std::string_view status);

}  // namespace quondam::operations
