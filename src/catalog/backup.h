// A backup as the catalog knows it: a table's record, and a space that holds its rows. A value; the
// catalog hands out immutable, shared ones.
//
// Two kinds. An on-demand backup (user) is a copy of the table's space. A system backup is a
// deleted table that had point-in-time recovery: its own space, with its history, kept for 35 days.
#pragma once

#include <memory>
#include <string>

#include "catalog/table.h"

namespace quondam::catalog {

// The kind of their records (catalog/records.h).
inline constexpr std::string_view kBackups = "backup";

// For how long a deleted table is kept.
inline constexpr Micros kSystemBackupLives_us =
    PointInTimeRecovery::kDefaultPeriod_days * kMicrosPerDay;

struct Backup {
  enum class Type { user, system };

  std::string id;  // the last part of its ARN: "01489602797149-73d8d5bc"
  std::string name;
  Type type = Type::user;
  Table table;        // as it was
  TableId space = 0;  // where its rows are; a system backup's is the table's own
  CommitTime at = 0;  // it holds everything up to here
  Micros created_us = 0;
  Micros expires_us = 0;    // 0: never
  std::uint64_t bytes = 0;  // of the table then, as DescribeTable had it
  std::uint64_t items = 0;
};

using BackupPtr = std::shared_ptr<const Backup>;

// The stored form is a JSON document (docs/formats/catalog.md).
std::string encode_backup(const Backup& backup);
Result<Backup> decode_backup(std::string_view document);

// The system backup of a table that is deleted at `now`.
Backup system_backup(const Table& table, CommitTime now);

}  // namespace quondam::catalog
