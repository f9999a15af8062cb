// On-demand backups: a copy of a table's space, which shares its files with the table where the
// engine can (docs/design/backups.md).
#pragma once

#include "backup/restore_jobs.h"
#include "catalog/backup.h"

namespace quondam::backup {

struct BackupOrder {
  catalog::TablePtr table;
  std::string name;
  Micros now_us = 0;
  // Of the table, as DescribeTable has it; told with the backup.
  std::uint64_t bytes = 0;
  std::uint64_t items = 0;
};

// The backup is there, and durable, when this returns. Of a table that records its history it holds
// exactly what was committed up to its `at`; of another one it may hold some commits of the time
// that the copy took, as a backup of DynamoDB does. not_found when the table went meanwhile.
Result<catalog::BackupPtr> create_backup(catalog::Catalog& catalog, RestoreJobs& jobs,
                                         const BackupOrder& order, const timeline::Who& who);

}  // namespace quondam::backup
