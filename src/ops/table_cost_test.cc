#include "ops/table_cost.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

constexpr std::uint64_t kGigabyte = 1024ULL * 1024 * 1024;

TableFootprint described(std::string_view json) {
  simdjson::dom::parser parser;
  return footprint_of(parser.parse(json.data(), json.size()).value());
}

RegionPrices prices() {
  RegionPrices found;
  found.region = "us-east-1";
  found.currency = "USD";
  found.recovery_per_gb_month = 0.2;
  found.backup_per_gb_month = 0.1;
  found.restore_per_gb = 0.15;
  return found;
}

TEST(TableCost, WhatIsBilled) {
  const TableFootprint found = described(R"({
      "TableName": "orders", "TableStatus": "ACTIVE", "ItemCount": 10, "TableSizeBytes": 1000,
      "TableArn": "arn:aws:dynamodb:eu-west-1:000000000000:table/orders",
      "LocalSecondaryIndexes": [{"ItemCount": 4, "IndexSizeBytes": 300},
                                {"ItemCount": 0, "IndexSizeBytes": 0}],
      "GlobalSecondaryIndexes": [{"ItemCount": 7, "IndexSizeBytes": 5000}]})");
  EXPECT_EQ(found.region, "eu-west-1");
  // 100 bytes more for each item of the table and of its local indexes; no global ones.
  EXPECT_EQ(found.recovery_bytes, 1000U + 300U + 14U * 100U);
  EXPECT_EQ(found.restore_bytes, found.recovery_bytes + 5000U + 7U * 100U);
}

TEST(TableCost, AnArnOfAnEmulator) {
  EXPECT_EQ(described(R"({"TableArn": "arn:aws:dynamodb:ddblocal:000000000000:table/t"})").region,
            "ddblocal");
  EXPECT_EQ(described(R"({"TableArn": "t"})").region, "");
}

TEST(TableCost, AMonthIsWhatIsOnAndWhatIsDone) {
  TableFootprint table;
  table.recovery_bytes = 10 * kGigabyte;
  table.restore_bytes = 20 * kGigabyte;
  table.backups = 2;
  table.backup_bytes = 30 * kGigabyte;
  table.recovery_enabled = true;
  const TableCost cost = cost_of(table, prices());
  EXPECT_DOUBLE_EQ(*cost.recovery_month, 2.0);
  EXPECT_DOUBLE_EQ(*cost.backups_month, 3.0);
  EXPECT_DOUBLE_EQ(*cost.one_restore, 3.0);
  EXPECT_FALSE(cost.one_export);
  EXPECT_DOUBLE_EQ(month_of(table, cost, {}, prices()).value(), 5.0);
  EXPECT_DOUBLE_EQ(month_of(table, cost, {.restores = 2}, prices()).value(), 11.0);
  table.recovery_enabled = false;
  EXPECT_DOUBLE_EQ(month_of(table, cost, {}, prices()).value(), 3.0) << "recovery is off";
  EXPECT_DOUBLE_EQ(*cost_of(table, prices()).recovery_month, 2.0) << "what it would cost";
}

TEST(TableCost, APriceThatIsMissingIsNotNothing) {
  TableFootprint table;
  table.recovery_bytes = kGigabyte;
  table.recovery_enabled = true;
  const TableCost cost = cost_of(table, prices());
  const auto month = month_of(table, cost, {.exports = 1}, prices());
  ASSERT_FALSE(month);
  EXPECT_EQ(month.error().message, "the price table does not say what exports cost in us-east-1");
  EXPECT_FALSE(month.error().what_next.empty());
}

}  // namespace
}  // namespace quondam::ops
