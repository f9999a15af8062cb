// A table's stream: on and off, beside recovery, and for how long (API reference: UpdateTable,
// StreamSpecification; design, section 1: 24 hours of history for a stream).

#include "catalog/stream_settings.h"

#include <algorithm>

#include "catalog/recovery_settings.h"
#include "catalog/restorable_window.h"
#include "catalog/testing/catalog_fixture.h"
#include "catalog/window_upkeep.h"

namespace quondam::catalog {
namespace {

constexpr CommitTime kNow = engine::testing::kTestEpoch_us + 123'456;
constexpr Micros kHour_us = 3600 * kMicrosPerSecond;
constexpr auto kView = Stream::View::new_image;

TEST(StreamSettings, EnablingRecordsAndShowsNoRecoveryWindow) {
  Table table;
  enable_stream(table, kView, kNow);
  EXPECT_TRUE(table.stream_is_enabled());
  EXPECT_TRUE(table.pitr.recording);
  EXPECT_EQ(table.pitr.recording_since, kNow);
  EXPECT_FALSE(restorable_window(table, kNow + kHour_us));
}

TEST(StreamSettings, RecoveryEnabledLaterDoesNotReachBackToTheStream) {
  Table table;
  enable_stream(table, kView, kNow);
  set_recovery(table, true, std::nullopt, kNow + kHour_us);
  EXPECT_EQ(restorable_window(table, kNow + 2 * kHour_us)->history_from, kNow + kHour_us);
}

TEST(StreamSettings, TheLabelIsInMillisecondsAndItsOwn) {
  Table table;
  enable_stream(table, kView, kNow);
  EXPECT_EQ(table.streams.back().label_us, kNow - 456);
  disable_stream(table, kNow + 1);
  enable_stream(table, kView, kNow + 2);
  EXPECT_EQ(table.streams.back().label_us, kNow - 456 + 1000);
}

TEST(StreamSettings, RecordingEndsWhenNeitherRecoveryNorAStreamNeedsIt) {
  Table table;
  enable_stream(table, kView, kNow);
  set_recovery(table, true, std::nullopt, kNow + 1);
  set_recovery(table, false, std::nullopt, kNow + 2);
  EXPECT_FALSE(table.pitr.recording_until) << "the stream needs it";
  disable_stream(table, kNow + 3);
  EXPECT_EQ(table.pitr.recording_until, kNow + 3 + kStreamRetention_us + kStreamGrace_us);
  enable_stream(table, kView, kNow + 4);
  EXPECT_FALSE(table.pitr.recording_until);
  EXPECT_EQ(table.pitr.recording_since, kNow) << "unbroken";
}

TEST(StreamSettings, RecoveryOutlivesTheStream) {
  Table table;
  set_recovery(table, true, std::nullopt, kNow);
  enable_stream(table, kView, kNow + 1);
  disable_stream(table, kNow + 2);
  EXPECT_FALSE(table.pitr.recording_until);
}

TEST(StreamSettings, HistoryIsNeededByWhoeverNeedsTheMost) {
  const CommitTime later = kNow + 10 * kMicrosPerDay;
  const CommitTime of_stream = later - kStreamRetention_us - kStreamGrace_us;
  Table table;
  EXPECT_FALSE(history_needed_since(table, later));
  enable_stream(table, kView, kNow);
  EXPECT_EQ(history_needed_since(table, kNow + kHour_us), kNow);
  EXPECT_EQ(history_needed_since(table, later), of_stream) << "a day and a little, and no more";
  set_recovery(table, true, 35, kNow + 1);
  EXPECT_EQ(history_needed_since(table, later), kNow + 1);
  set_recovery(table, false, std::nullopt, later);
  EXPECT_EQ(history_needed_since(table, later + kHour_us), kNow + 1)
      << "the hidden window can be reopened for a day";
  EXPECT_EQ(history_needed_since(table, later + kRecordingAfterDisable_us),
            of_stream + kRecordingAfterDisable_us);
}

TEST(StreamSettings, ADisabledStreamIsReadableForADay) {
  Table table;
  enable_stream(table, kView, kNow);
  const CommitTime off = kNow + 40 * kHour_us;
  disable_stream(table, off);
  EXPECT_TRUE(is_readable(table.streams[0], off + kMicrosPerDay - 1));
  EXPECT_FALSE(is_readable(table.streams[0], off + kMicrosPerDay));
  EXPECT_EQ(history_needed_since(table, off + kHour_us),
            off + kHour_us - kStreamRetention_us - kStreamGrace_us);
  EXPECT_FALSE(history_needed_since(table, kept_until(table.streams[0])));
}

TEST(StreamSettings, OldStreamsAreForgottenAllButTheLatest) {
  Table table;
  for (const CommitTime at : {kNow, kNow + 10}) {
    enable_stream(table, kView, at);
    disable_stream(table, at + 5);
  }
  EXPECT_FALSE(forget_streams(table, kNow + kHour_us));
  EXPECT_EQ(table.streams.size(), 2U);
  EXPECT_TRUE(forget_streams(table, kNow + 2 * kMicrosPerDay));
  ASSERT_EQ(table.streams.size(), 1U);
  EXPECT_EQ(table.streams[0].enabled_at, kNow + 10) << "DescribeTable goes on naming it";
  EXPECT_FALSE(forget_streams(table, kNow + 3 * kMicrosPerDay));
}

class StreamUpkeepTest : public testing::CatalogFixture {};

TEST_P(StreamUpkeepTest, ForgetsStreamsAndEndsRecording) {
  const TablePtr table = make_table("orders");
  ASSERT_TRUE(catalog().update(table->name, table->id, who_,
                               [](Table& record, CommitTime now) -> Result<void> {
                                 enable_stream(record, kView, now);
                                 disable_stream(record, now + 1);
                                 enable_stream(record, kView, now + 2);
                                 disable_stream(record, now + 3);
                                 return {};
                               }));
  WindowUpkeep upkeep(catalog(), *time_);
  ASSERT_TRUE(upkeep.step());
  EXPECT_EQ(catalog().find("orders")->streams.size(), 2U);
  EXPECT_TRUE(catalog().find("orders")->pitr.recording);
  clock().advance(kStreamRetention_us + kStreamGrace_us + kMicrosPerSecond);
  ASSERT_TRUE(upkeep.step());
  ASSERT_TRUE(upkeep.step());
  EXPECT_EQ(catalog().find("orders")->streams.size(), 1U);
  EXPECT_FALSE(catalog().find("orders")->pitr.recording);
}

// API reference, DeleteTable: the stream goes into the DISABLED state, and is deleted after 24
// hours.
class DeletedTableTest : public testing::CatalogFixture {
 protected:
  TablePtr streamed_table(bool recovery) {
    TablePtr table = make_table("orders");
    if (recovery) table = enable_recovery(table);
    const auto updated = catalog().update(table->name, table->id, who_,
                                          [](Table& record, CommitTime now) -> Result<void> {
                                            enable_stream(record, kView, now);
                                            return {};
                                          });
    EXPECT_TRUE(updated);
    EXPECT_TRUE(put(*updated, "a", item::AttributeValue("1")));
    EXPECT_TRUE(catalog().remove("orders", who_, [](const Table&) { return Result<void>(); }));
    return *updated;
  }
  [[nodiscard]] bool has_data(const TablePtr& table) {
    return std::ranges::count(engine().spaces(), table->id) != 0;
  }
  void pass(Micros time_us) {
    clock().advance(time_us);
    WindowUpkeep upkeep(catalog(), *time_);
    EXPECT_TRUE(upkeep.step());
  }
};

TEST_P(DeletedTableTest, IsKeptUntilItsStreamHasRunOut) {
  const TablePtr table = streamed_table(false);
  EXPECT_EQ(catalog().find("orders"), nullptr);
  power_cut();
  pass(kStreamRetention_us - kHour_us);
  const auto deleted = catalog().deleted_tables();
  ASSERT_EQ(deleted.size(), 1U);
  EXPECT_EQ(deleted[0]->id, table->id);
  ASSERT_EQ(deleted[0]->streams.size(), 1U);
  EXPECT_GT(deleted[0]->streams[0].disabled_at, table->version);
  EXPECT_TRUE(has_data(table));
  EXPECT_TRUE(catalog().backups().empty());
  pass(kHour_us + kStreamGrace_us + kMicrosPerSecond);
  EXPECT_TRUE(catalog().deleted_tables().empty());
  EXPECT_FALSE(has_data(table));
  EXPECT_EQ(windows_->floor(table->id), timeline::WindowKeeper::kEverything);
  power_cut();
  EXPECT_TRUE(catalog().deleted_tables().empty());
}

TEST_P(DeletedTableTest, WithoutAStreamIsNotKept) {
  make_table("orders");
  ASSERT_TRUE(catalog().remove("orders", who_, [](const Table&) { return Result<void>(); }));
  EXPECT_TRUE(catalog().deleted_tables().empty());
}

TEST_P(DeletedTableTest, ASystemBackupOutlivesItsStream) {
  const TablePtr table = streamed_table(true);
  EXPECT_EQ(catalog().deleted_tables().size(), 1U);
  pass(kStreamRetention_us + kStreamGrace_us + kMicrosPerSecond);
  EXPECT_TRUE(catalog().deleted_tables().empty());
  ASSERT_EQ(catalog().backups().size(), 1U);
  EXPECT_TRUE(catalog().backups()[0]->table.stream_is_enabled()) << "as it was";
  EXPECT_TRUE(has_data(table));
}

TEST_P(DeletedTableTest, PurgingASystemBackupTakesTheStreamToo) {
  const TablePtr table = streamed_table(true);
  ASSERT_EQ(catalog().backups().size(), 1U);
  ASSERT_TRUE(catalog().remove_backup(catalog().backups()[0]->id, who_));
  EXPECT_TRUE(catalog().deleted_tables().empty());
  EXPECT_FALSE(has_data(table));
  power_cut();
  EXPECT_TRUE(catalog().deleted_tables().empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, DeletedTableTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

INSTANTIATE_TEST_SUITE_P(Engines, StreamUpkeepTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::catalog
