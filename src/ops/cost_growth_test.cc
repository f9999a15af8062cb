#include "ops/cost_growth.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

constexpr Micros kDay = Micros{86'400} * kMicrosPerSecond;

TEST(CostGrowth, TheLastLineOfATableCounts) {
  const auto earlier = parse_earlier_costs(
      R"({"TableName": "a", "Time": "1970-01-02T00:00:00Z", "RecoveryBytes": 5, "MonthlyCost": 1}

{"TableName": "b", "Time": "1970-01-02T00:00:00Z", "RecoveryBytes": 6, "MonthlyCost": 0.5}
{"TableName": "a", "Time": "1970-01-03T00:00:00Z", "RecoveryBytes": 7, "MonthlyCost": 2}
)");
  ASSERT_TRUE(earlier);
  EXPECT_EQ(earlier->size(), 2U);
  EXPECT_EQ(earlier->at("a").recovery_bytes, 7U);
  EXPECT_EQ(earlier->at("a").at_us, 2 * kDay);
}

TEST(CostGrowth, OtherFilesAreRefused) {
  for (const char* text :
       {"TABLE  SIZE", "{}", R"({"TableName": "a"})",
        R"({"TableName": "a", "Time": "yesterday", "RecoveryBytes": 5, "MonthlyCost": 1})"}) {
    const auto earlier = parse_earlier_costs(text);
    ASSERT_FALSE(earlier) << text;
    EXPECT_EQ(earlier.error().exit_code, kUsage);
  }
}

TEST(CostGrowth, ADayOfIt) {
  const EarlierCost earlier{.at_us = kDay, .recovery_bytes = 1000, .month = 2.0};
  const Growth growth = growth_since(earlier, 1500, 3.0, 3 * kDay);
  EXPECT_EQ(growth.bytes, 500);
  EXPECT_EQ(growth.bytes_per_day, 250);
  EXPECT_DOUBLE_EQ(growth.month, 1.0);
  EXPECT_EQ(growth_since(earlier, 400, 1.0, 2 * kDay).bytes_per_day, -600) << "it has shrunk";
  EXPECT_EQ(growth_since(earlier, 1500, 3.0, kDay).bytes_per_day, 500) << "no time has passed";
}

}  // namespace
}  // namespace quondam::ops
