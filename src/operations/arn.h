// Amazon Resource Names of tables, their backups and streams:
// arn:aws:dynamodb:us-east-1:000000000000:table/orders.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quondam::operations {

struct TableArn {
  std::string_view region;
  std::string_view account_id;
  std::string_view table;
};

// nullopt for anything that is not a table's ARN with a valid table name. The result views `text`.
std::optional<TableArn> parse_table_arn(std::string_view text);

// arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-11-25T23:00:00.000
struct StreamArn {
  TableArn table;
  std::string_view label;
};

// nullopt for anything that is not a stream's ARN. The result views `text`.
std::optional<StreamArn> parse_stream_arn(std::string_view text);

// "orders@2026-11-22T19:00:00Z", or the same behind an ARN: the table, and the moment at which it
// is meant. No table's name has an '@'.
struct NamedMoment {
  std::string_view table;
  std::optional<std::string_view> moment;
};
NamedMoment split_moment(std::string_view given);

std::string table_arn(std::string_view region, std::string_view account_id, std::string_view table);
std::string stream_arn(std::string_view table_arn, std::string_view label);

// arn:aws:dynamodb:us-east-1:000000000000:table/orders/backup/01489602797149-73d8d5bc
struct BackupArn {
  TableArn table;
  std::string_view id;
};
std::optional<BackupArn> parse_backup_arn(std::string_view text);
std::string backup_arn(std::string_view table_arn, std::string_view id);

}  // namespace quondam::operations
