// Where the catalog keeps its records of backups; for the catalog's own files.
#pragma once

#include <string_view>

#include "timeline/record.h"

namespace quondam::catalog {

inline constexpr std::string_view kBackupPrefix = "backup/";

// Every catalog record is in one partition.
inline timeline::RowKey backup_row(std::string_view id) {
  return {0, std::string(kBackupPrefix).append(id)};
}

}  // namespace quondam::catalog
