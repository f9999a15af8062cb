// What point-in-time recovery, backups, restores and exports of one table cost on AWS, from what an
// endpoint says of it.
//
// AWS bills recovery, backups and exports by the table with its local secondary indexes, and a
// restore by all that it writes, global secondary indexes too; each item of a table or an index
// counts 100 bytes more than DescribeTable says ("DynamoDB item sizes and formats"). The recovery
// period does not change the price. System backups cost nothing; those of AWS Backup are billed
// there. Source: Amazon DynamoDB Developer Guide, "Enable point-in-time recovery in DynamoDB",
// "Understanding your AWS billing and usage reports".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "ops/client.h"
#include "ops/failure.h"
#include "ops/prices.h"

namespace quondam::ops {

struct TableFootprint {
  std::string name;
  std::string status;
  // Of the table's ARN: "eu-west-1"; what is there on emulators may be no region of AWS.
  std::string region;
  std::uint64_t items = 0;
  // As DescribeTable says.
  std::uint64_t table_bytes = 0;
  std::uint64_t local_index_bytes = 0;
  std::uint64_t global_index_bytes = 0;
  // What is billed: with the 100 bytes an item.
  std::uint64_t recovery_bytes = 0;
  std::uint64_t restore_bytes = 0;
  // Nothing when the endpoint does not know of recovery, or of backups.
  std::optional<bool> recovery_enabled;
  std::optional<std::uint64_t> backups;
  std::uint64_t backup_bytes = 0;
  // Quondam's own: what the table's history takes here, if the server tells.
  std::optional<std::uint64_t> history_bytes;
};

struct BackupTotal {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  // Of the newest.
  std::string newest_arn = {};
  std::optional<Micros> newest_us = {};
};

// What users' on-demand backups take, by the name of the table; also of tables that are there no
// more. Nothing when the endpoint has no ListBackups.
Outcome<std::optional<std::map<std::string, BackupTotal>>> sum_backups(Client& client);

// Nothing for a table that is not there. The backups are left out: they come from sum_backups().
Outcome<std::optional<TableFootprint>> read_footprint(Client& client, const std::string& table);

// Into a footprint of a description of DescribeTable, for what needs no recovery (a foreign diff).
TableFootprint footprint_of(simdjson::dom::element table_description);

// Whose prices count. An emulator's ARNs may name no region ("ddblocal"): then it is the one that
// the client signs for.
std::string region_of(const TableFootprint& footprint, const ConnectionSettings& settings);

// Nothing for what the prices, or the endpoint, do not say.
struct TableCost {
  std::string currency;
  // A month of recovery: what it costs, or would cost if it were on.
  std::optional<double> recovery_month;
  std::optional<double> backups_month;
  std::optional<double> one_restore;
  std::optional<double> one_export;
};

TableCost cost_of(const TableFootprint& footprint, const RegionPrices& prices);

// How often a month something that is paid each time is done.
struct MonthlyUse {
  double restores = 0;
  double exports = 0;
};

// What a month costs as things are: recovery if it is on, the backups, and the use. Errors: a price
// for one of them is not known.
Outcome<double> month_of(const TableFootprint& footprint, const TableCost& cost,
                         const MonthlyUse& use, const RegionPrices& prices);

}  // namespace quondam::ops
