#include "ops/prices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kGigabyte = 1024ULL * 1024 * 1024;

TEST(Prices, TheBuiltInTableSaysWhenAndWhoFrom) {
  const PriceTable table = PriceTable::built_in();
  for (const char* region : {"us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1",
                             "ap-northeast-1", "ap-southeast-2"}) {
    const auto prices = table.in(region);
    ASSERT_TRUE(prices) << region;
    EXPECT_EQ(prices->currency, "USD");
    EXPECT_EQ(prices->as_of.size(), std::string("2026-08-15").size()) << region;
    EXPECT_THAT(prices->source, HasSubstr("https://aws.amazon.com/dynamodb/pricing"));
    EXPECT_TRUE(prices->recovery_per_gb_month) << region;
  }
  // The first example of AWS's own: 0.20 a GB-month.
  EXPECT_DOUBLE_EQ(*table.in("us-east-1")->recovery_per_gb_month, 0.20);
  EXPECT_DOUBLE_EQ(*table.in("eu-west-1")->restore_per_gb, 0.17);
}

TEST(Prices, ARegionThatIsNotThereIsRefused) {
  const auto prices = PriceTable::built_in().in("mars-north-1");
  ASSERT_FALSE(prices);
  EXPECT_EQ(prices.error().exit_code, kFailed);
  EXPECT_THAT(prices.error().message, HasSubstr("us-west-2"));
  EXPECT_THAT(prices.error().what_next, HasSubstr("--prices"));
}

TEST(Prices, AFileOfTheSameForm) {
  const auto table = PriceTable::parse(
      R"({"Currency": "CNY", "AsOf": "2026-01-01", "Source": "us",
          "Regions": {"cn-north-1": {"PitrPerGbMonth": 1.5, "RestorePerGb": 0},
                      "cn-northwest-1": {"AsOf": "2026-02-02", "PitrPerGbMonth": 1}}})");
  ASSERT_TRUE(table);
  const RegionPrices north = table->in("cn-north-1").value();
  EXPECT_EQ(north.currency, "CNY");
  EXPECT_EQ(north.as_of, "2026-01-01");
  EXPECT_EQ(north.source, "us");
  EXPECT_EQ(north.restore_per_gb, 0.0);
  EXPECT_EQ(north.backup_per_gb_month, std::nullopt);
  EXPECT_EQ(table->in("cn-northwest-1")->as_of, "2026-02-02");
  EXPECT_TRUE(PriceTable::parse(PriceTable::built_in_text()));
}

TEST(Prices, AFileThatWouldHideAPriceIsRefused) {
  for (const char* text : {"", "[]", "{}", R"({"Regions": {}})", R"({"Regions": {"a": 1}})",
                           R"({"Regions": {"a": {"PitrPerGbMonth": "0.2"}}})",
                           R"({"Regions": {"a": {"PitrPerGbMonth": -1}}})",
                           R"({"Regions": {"a": {"PITRPerGbMonth": 1}}})"}) {
    const auto table = PriceTable::parse(text);
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().exit_code, kUsage);
  }
}

TEST(Prices, Amounts) {
  EXPECT_DOUBLE_EQ(*amount_of(0.20, 5 * kGigabyte), 1.0);
  EXPECT_EQ(amount_of(std::nullopt, kGigabyte), std::nullopt);
  EXPECT_EQ(money_text(1234.5, "USD"), "$1234.50");
  EXPECT_EQ(money_text(0.0, "USD"), "$0.00");
  EXPECT_EQ(money_text(0.0001, "USD"), "< $0.01");
  EXPECT_EQ(money_text(2.0, "CNY"), "2.00 CNY");
  EXPECT_EQ(money_text(std::nullopt, "USD"), "-");
}

}  // namespace
}  // namespace quondam::ops
