// Tables that were deleted and are kept for 35 days (catalog/backup.h, system backups), by their
// TableId.
#pragma once

#include "catalog/backup.h"
#include "catalog/restorable_window.h"
#include "operations/operation.h"

namespace quondam::operations {

// nullptr when none has the id.
inline catalog::BackupPtr find_deleted_table(const Context& context, std::string_view table_id) {
  for (const catalog::BackupPtr& backup : context.database.catalog().backups()) {
    if (backup->type == catalog::Backup::Type::system && backup->table.uuid == table_id)
      return backup;
  }
  return nullptr;
}

// ResourceNotFoundException when none has the id.
inline ApiExpected<catalog::BackupPtr> deleted_table(const Context& context,
                                                     std::string_view table_id) {
  if (catalog::BackupPtr deleted = find_deleted_table(context, table_id)) return deleted;
  return refuse(not_found("No deleted table has the TableId " + std::string(table_id)));
}

// The window of a table that was deleted: as it was then, for as long as the table is kept.
inline catalog::RestorableWindow window_of(const catalog::Backup& deleted) {
  return *catalog::restorable_window(deleted.table, deleted.at);
}

}  // namespace quondam::operations
