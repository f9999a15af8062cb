// Time to live (developer guide, "Using time to live"): which items the sweeper deletes, and how.

#include "ttl/sweeper.h"

#include "catalog/testing/catalog_fixture.h"
#include "timeline/changes.h"

namespace quondam::ttl {
namespace {

using catalog::Table;
using catalog::TablePtr;

class SweeperTest : public catalog::testing::CatalogFixture {
 protected:
  TablePtr expiring_table() {
    const TablePtr table = enable_recovery(make_table("sessions"));
    const auto updated = catalog().update(
        table->name, table->id, who_, [](Table& record, catalog::CommitTime) -> Result<void> {
          record.ttl = {.enabled = true, .attribute = "expiresAt", .changed_us = 0};
          return {};
        });
    return *updated;
  }
  item::AttributeValue seconds_from_now(std::int64_t seconds) {
    return item::Number::from_integer(
        static_cast<std::int64_t>(clock().wall_us() / kMicrosPerSecond) + seconds);
  }
  bool exists(const TablePtr& table, const std::string& pk) {
    return timeline::read_row(*engine().snapshot(), table->id, row(table, pk),
                              timeline::Moment::now())
        ->has_value();
  }
};

TEST_P(SweeperTest, DeletesWhatHasExpiredAndNothingElse) {
  const TablePtr table = expiring_table();
  ASSERT_TRUE(put(table, "expired", seconds_from_now(-10), "expiresAt"));
  ASSERT_TRUE(put(table, "later", seconds_from_now(100), "expiresAt"));
  ASSERT_TRUE(put(table, "a string", item::AttributeValue("1"), "expiresAt"));
  ASSERT_TRUE(put(table, "without", item::AttributeValue("1")));
  ASSERT_TRUE(
      put(table, "more than five years ago", seconds_from_now(-6LL * 365 * 86'400), "expiresAt"));
  Sweeper sweeper(catalog(), *time_);
  EXPECT_EQ(sweeper.sweep(), 1U);
  EXPECT_FALSE(exists(table, "expired"));
  for (const char* stays : {"later", "a string", "without", "more than five years ago"})
    EXPECT_TRUE(exists(table, stays)) << stays;
  clock().advance(101 * kMicrosPerSecond);
  EXPECT_EQ(sweeper.sweep(), 1U);
  EXPECT_FALSE(exists(table, "later"));
}

TEST_P(SweeperTest, ADeletionIsHistoryAndNamesTheService) {
  const TablePtr table = expiring_table();
  const auto written = put(table, "expired", seconds_from_now(-10), "expiresAt");
  Sweeper sweeper(catalog(), *time_);
  ASSERT_EQ(sweeper.sweep(), 1U);
  EXPECT_TRUE(timeline::read_row(*engine().snapshot(), table->id, row(table, "expired"),
                                 timeline::Moment::past(*written))
                  ->has_value());
  auto changes = timeline::ChangeCursor::open(engine(), engine().snapshot(), table->id, *written);
  const auto change = *changes->next();
  ASSERT_TRUE(change);
  EXPECT_EQ(change->kind, timeline::ChangeKind::removed);
  EXPECT_EQ(change->who.caller, kServicePrincipal);
}

TEST_P(SweeperTest, DeletesNothingWhileTheClockIsNotTrusted) {
  const TablePtr table = expiring_table();
  ASSERT_TRUE(put(table, "later", seconds_from_now(100), "expiresAt"));
  Sweeper sweeper(catalog(), *time_);
  ASSERT_EQ(sweeper.sweep(), 0U);
  clock().step_wall_to(clock().wall_us() + 36 * kMicrosPerDay);
  EXPECT_EQ(sweeper.sweep().error().code, ErrorCode::clock_untrusted);
  EXPECT_TRUE(exists(table, "later"));
}

INSTANTIATE_TEST_SUITE_P(Engines, SweeperTest, ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::ttl
