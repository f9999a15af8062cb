// Point-in-time recovery's settings, the window they give, and its upkeep (API reference:
// UpdateContinuousBackups, PointInTimeRecoveryDescription; what goes beyond AWS: design, section
// 1).

#include "catalog/recovery_settings.h"
#include "catalog/restorable_window.h"
#include "catalog/testing/catalog_fixture.h"
#include "catalog/window_upkeep.h"

namespace quondam::catalog {
namespace {

constexpr CommitTime kNow = engine::testing::kTestEpoch_us;

TEST(RecoverySettings, EnablingStartsAWindowAndEnablingAgainKeepsIt) {
  Table table;
  const PointInTimeRecovery& pitr = table.pitr;
  set_recovery(table, true, std::nullopt, kNow);
  EXPECT_EQ(pitr.period_days, 35);
  EXPECT_EQ(pitr.window_start, kNow);
  set_recovery(table, true, std::nullopt, kNow + 5);
  EXPECT_EQ(pitr.window_start, kNow);
}

TEST(RecoverySettings, DisablingHidesTheWindowAndRecordsOnForADay) {
  Table table;
  const PointInTimeRecovery& pitr = table.pitr;
  set_recovery(table, true, std::nullopt, kNow);
  set_recovery(table, false, std::nullopt, kNow + 10);
  EXPECT_FALSE(pitr.enabled);
  EXPECT_TRUE(pitr.recording);
  EXPECT_EQ(pitr.recording_until, kNow + 10 + kMicrosPerDay);
  set_recovery(table, false, std::nullopt, kNow + 20);
  EXPECT_EQ(pitr.recording_until, kNow + 10 + kMicrosPerDay)
      << "disabling twice does not prolong it";
  EXPECT_FALSE(restorable_window(table, kNow + 20));
}

TEST(RecoverySettings, EnablingAgainStartsANewWindowOverUnbrokenHistory) {
  Table table;
  const PointInTimeRecovery& pitr = table.pitr;
  set_recovery(table, true, std::nullopt, kNow);
  set_recovery(table, false, std::nullopt, kNow + 10);
  set_recovery(table, true, std::nullopt, kNow + 20);
  EXPECT_EQ(pitr.window_start, kNow + 20);
  EXPECT_EQ(pitr.recording_since, kNow);
  EXPECT_FALSE(pitr.recording_until);
}

TEST(RecoverySettings, ALongerPeriodGrowsFromNowOn) {
  Table table;
  const PointInTimeRecovery& pitr = table.pitr;
  set_recovery(table, true, 1, kNow);
  const CommitTime later = kNow + 10 * kMicrosPerDay;
  set_recovery(table, true, 35, later);
  EXPECT_EQ(window_start(pitr, later), later - kMicrosPerDay);
}

TEST(RestorableWindow, WhatIsShownInWholeSecondsCanBeSentBack) {
  Table table;
  set_recovery(table, true, std::nullopt, kNow + 300'000);
  const auto window = restorable_window(table, kNow + 400'000);
  ASSERT_TRUE(window);
  EXPECT_EQ(window->earliest_seconds(), static_cast<std::int64_t>(kNow / kMicrosPerSecond) + 1)
      << "rounded up";
  EXPECT_EQ(window->latest_seconds(), window->earliest_seconds()) << "not before the earliest";
  EXPECT_TRUE(
      window->accepts(static_cast<CommitTime>(window->latest_seconds()) * kMicrosPerSecond));
  EXPECT_FALSE(window->accepts(kNow + 299'999));
  EXPECT_FALSE(window->accepts(kNow + 2 * kMicrosPerSecond));
}

TEST(RestorableWindow, TheEarliestMovesOnAndCanStillBeSentBackAMomentLater) {
  Table table;
  set_recovery(table, true, 1, kNow);
  const CommitTime shown_at = kNow + 3 * kMicrosPerDay;
  const auto shown = restorable_window(table, shown_at);
  EXPECT_EQ(shown->earliest, shown_at - kMicrosPerDay);
  const auto later = restorable_window(table, shown_at + 60 * kMicrosPerSecond);
  EXPECT_TRUE(
      later->accepts(static_cast<CommitTime>(shown->earliest_seconds()) * kMicrosPerSecond));
}

class WindowUpkeepTest : public testing::CatalogFixture {};

TEST_P(WindowUpkeepTest, HistoryOlderThanThePeriodIsTrimmedStepByStep) {
  TablePtr table = enable_recovery(make_table("orders"));
  ASSERT_TRUE(put(table, "a", item::AttributeValue("1")));
  clock().advance(kMicrosPerSecond);
  const auto second = put(table, "a", item::AttributeValue("2"));
  WindowUpkeep upkeep(catalog(), *time_);
  ASSERT_TRUE(upkeep.step());
  for (int day = 0; day < 36; ++day) {
    clock().advance(kMicrosPerDay);
    ASSERT_TRUE(upkeep.step());
  }
  EXPECT_GT(windows_->floor(table->id), *second);
}

TEST_P(WindowUpkeepTest, AClockThirtySixDaysAheadErasesNothing) {
  TablePtr table = enable_recovery(make_table("orders"));
  WindowUpkeep upkeep(catalog(), *time_);
  ASSERT_TRUE(upkeep.step());
  const CommitTime floor = windows_->floor(table->id);
  clock().step_wall_to(clock().wall_us() + 36 * kMicrosPerDay);
  EXPECT_EQ(upkeep.step().error().code, ErrorCode::clock_untrusted);
  EXPECT_EQ(windows_->floor(table->id), floor);
}

TEST_P(WindowUpkeepTest, RecordingEndsADayAfterDisabling) {
  const TablePtr table = enable_recovery(enable_recovery(make_table("orders")), false);
  WindowUpkeep upkeep(catalog(), *time_);
  ASSERT_TRUE(upkeep.step());
  EXPECT_TRUE(catalog().find("orders")->pitr.recording);
  clock().advance(kMicrosPerDay + kMicrosPerSecond);
  ASSERT_TRUE(upkeep.step());
  EXPECT_FALSE(catalog().find("orders")->pitr.recording);
}

// What is replaced while a past is read has to be recorded, or it would be missing from it.
TEST_P(WindowUpkeepTest, RecordingGoesOnWhileAPastIsRead) {
  const TablePtr table = enable_recovery(make_table("orders"));
  auto pin = windows_->pin(table->id, *engine().safe_time());
  ASSERT_TRUE(pin);
  enable_recovery(table, false);
  clock().advance(kMicrosPerDay + kMicrosPerSecond);
  WindowUpkeep upkeep(catalog(), *time_);
  ASSERT_TRUE(upkeep.step());
  EXPECT_TRUE(catalog().find("orders")->pitr.recording);
  *pin = timeline::Pin();
  ASSERT_TRUE(upkeep.step());
  EXPECT_FALSE(catalog().find("orders")->pitr.recording);
}

INSTANTIATE_TEST_SUITE_P(Engines, WindowUpkeepTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::catalog
