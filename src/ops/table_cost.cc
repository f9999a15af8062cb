#include "ops/table_cost.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ops/foreign_endpoint.h"
#include "ops/json_fields.h"
#include "ops/recovery.h"

namespace quondam::ops {
namespace {

struct IndexSum {
  std::uint64_t bytes = 0;
  std::uint64_t items = 0;
};

IndexSum sum_indexes(simdjson::dom::element table, std::string_view kind) {
  IndexSum sum;
  for (const auto index : array_of(table, kind)) {
    sum.bytes += count_of(index, "IndexSizeBytes");
    sum.items += count_of(index, "ItemCount");
  }
  return sum;
}

// "eu-west-1" of "arn:aws:dynamodb:eu-west-1:123456789012:table/orders".
std::string region_in(std::string_view arn) {
  constexpr int kColonsBefore = 3;
  for (int colon = 0; colon < kColonsBefore; ++colon) {
    const std::size_t at = arn.find(':');
    if (at == std::string_view::npos) return {};
    arn.remove_prefix(at + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

std::string table_request(std::string_view table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  return body;
}

}  // namespace

Outcome<std::optional<std::map<std::string, BackupTotal>>> sum_backups(Client& client) {
  std::map<std::string, BackupTotal> totals;
  std::string start;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("BackupType").string("USER");
    if (!start.empty()) json.key("ExclusiveStartBackupArn").string(start);
    json.end_object();
    const auto answer = client.read(kDynamoDb, "ListBackups", body);
    if (!answer && is_unknown_operation(answer.error())) return std::nullopt;
    if (!answer) return tl::unexpected(answer.error());
    for (const auto backup : array_of(answer->json(), "BackupSummaries")) {
      if (text_of(backup, "BackupStatus") == "DELETED") continue;
      BackupTotal& total = totals[std::string(text_of(backup, "TableName"))];
      ++total.count;
      total.bytes += count_of(backup, "BackupSizeBytes");
      const std::optional<Micros> created = time_of(backup, "BackupCreationDateTime");
      if (total.newest_us && created < total.newest_us) continue;
      total.newest_us = created;
      total.newest_arn = text_of(backup, "BackupArn");
    }
    start = text_of(answer->json(), "LastEvaluatedBackupArn");
  } while (!start.empty());
  return std::optional(std::move(totals));
}

TableFootprint footprint_of(simdjson::dom::element table) {
  TableFootprint found;
  found.name = text_of(table, "TableName");
  found.status = text_of(table, "TableStatus");
  found.region = region_in(text_of(table, "TableArn"));
  found.items = count_of(table, "ItemCount");
  found.table_bytes = count_of(table, "TableSizeBytes");
  const IndexSum local = sum_indexes(table, "LocalSecondaryIndexes");
  const IndexSum global = sum_indexes(table, "GlobalSecondaryIndexes");
  found.local_index_bytes = local.bytes;
  found.global_index_bytes = global.bytes;
  found.recovery_bytes =
      found.table_bytes + local.bytes + (found.items + local.items) * kItemOverheadBytes;
  found.restore_bytes = found.recovery_bytes + global.bytes + global.items * kItemOverheadBytes;
  return found;
}

Outcome<std::optional<TableFootprint>> read_footprint(Client& client, const std::string& table) {
  const auto answer = client.read(kDynamoDb, "DescribeTable", table_request(table));
  if (!answer && answer.error().type == "ResourceNotFoundException") return std::nullopt;
  if (!answer) return tl::unexpected(answer.error());
  const auto description = member_of(answer->json(), "Table");
  if (!description) return failed("the server's answer to DescribeTable has no Table");
  TableFootprint found = footprint_of(*description);
  found.name = table;
  const auto recovery = describe_recovery(client, table);
  if (recovery) {
    found.recovery_enabled = recovery->enabled;
  } else if (recovery.error().type == "TableNotFoundException" || found.status != "ACTIVE") {
    // A table that is being made or deleted has none to describe.
    found.recovery_enabled = false;
  } else if (!is_unknown_operation(recovery.error())) {
    return tl::unexpected(recovery.error());
  }
  found.history_bytes = history_bytes(client, table);
  return std::optional(std::move(found));
}

std::string region_of(const TableFootprint& footprint, const ConnectionSettings& settings) {
  const bool is_region = footprint.region.find('-') != std::string::npos;
  return is_region ? footprint.region : settings.region;
}

TableCost cost_of(const TableFootprint& footprint, const RegionPrices& prices) {
  return {.currency = prices.currency,
          .recovery_month = amount_of(prices.recovery_per_gb_month, footprint.recovery_bytes),
          .backups_month = footprint.backups
                               ? amount_of(prices.backup_per_gb_month, footprint.backup_bytes)
                               : std::nullopt,
          .one_restore = amount_of(prices.restore_per_gb, footprint.restore_bytes),
          .one_export = amount_of(prices.export_per_gb, footprint.recovery_bytes)};
}

Outcome<double> month_of(const TableFootprint& footprint, const TableCost& cost,
                         const MonthlyUse& use, const RegionPrices& prices) {
  double month = 0;
  const auto add = [&](double times, std::optional<double> amount,
                       std::string_view what) -> Outcome<void> {
    if (times == 0) return {};
    if (!amount) {
      return failed(fmt::format("the price table does not say what {} in {}", what, prices.region),
                    "Give a price file that does with --prices (`quondam cost --show-prices` "
                    "prints one to begin with), or another region's prices with --price-region.");
    }
    month += times * *amount;
    return {};
  };
  QUONDAM_TRY(add(footprint.recovery_enabled.value_or(false) ? 1 : 0, cost.recovery_month,
                  "point-in-time recovery costs"));
  QUONDAM_TRY(add(footprint.backup_bytes > 0 ? 1 : 0, cost.backups_month, "backups cost"));
  QUONDAM_TRY(add(use.restores, cost.one_restore, "restores cost"));
  QUONDAM_TRY(add(use.exports, cost.one_export, "exports cost"));
  return month;
}

}  // namespace quondam::ops
