// The floor of trimming: durable first, never down, bounded steps, pins hold (rocksdb notes, point
// 13; design, section 1).

#include "timeline/window.h"

#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "engine/testing/engine_harness.h"
#include "timeline/view.h"
#include "timeline/writer.h"

namespace quondam::timeline {
namespace {

using engine::testing::EngineKind;

constexpr TableId kTable = engine::kFirstFreeSpace;
const RowKey kRow{7, "row"};

class WindowTest : public testing::TestWithParam<EngineKind> {
 protected:
  WindowTest() : harness_(GetParam().make(Floors::rules(floors_))) {
    EXPECT_TRUE(engine().create_space(kTable));
    open();
  }

  void open() {
    auto opened = WindowKeeper::open(engine(), floors_);
    ASSERT_TRUE(opened);
    keeper_ = *std::move(opened);
  }
  engine::Engine& engine() { return harness_->engine(); }

  CommitTime write(std::string_view payload) {
    harness_->clock().advance(kMicrosPerSecond);
    const auto committed =
        engine().transact({.exclusive = {state_key(kTable, kRow)}, .shared = {}},
                          [&](engine::Transaction& transaction) -> Result<void> {
                            Writer writer(engine(), transaction, {});
                            QUONDAM_ASSIGN(const auto previous, writer.read(kTable, kRow));
                            writer.put(kTable, true, kRow, previous, payload);
                            return {};
                          });
    EXPECT_TRUE(committed);
    return *committed;
  }
  std::optional<std::string> value_at(CommitTime time) {
    const auto version = read_row(*engine().snapshot(), kTable, kRow, Moment::past(time));
    EXPECT_TRUE(version);
    if (!*version) return std::nullopt;
    return (*version)->payload;
  }
  void reclaim() {
    ASSERT_TRUE(engine().reclaim(engine::kHistorySpace));
    ASSERT_TRUE(engine().reclaim(engine::kChangesSpace));
  }
  std::size_t history_records() {
    const auto cursor = engine().snapshot()->cursor(history_range(kTable, "", "", std::nullopt));
    std::size_t count = 0;
    for ((*cursor)->seek_to_first(); (*cursor)->valid(); (*cursor)->next()) ++count;
    return count;
  }

  std::shared_ptr<Floors> floors_ = std::make_shared<Floors>();
  std::unique_ptr<engine::testing::EngineHarness> harness_;
  std::unique_ptr<WindowKeeper> keeper_;
};

TEST_P(WindowTest, HistoryBelowTheFloorGoesAndTheWindowStaysReadable) {
  const CommitTime first = write("one");
  const CommitTime second = write("two");
  const CommitTime third = write("three");
  ASSERT_EQ(history_records(), 2U);
  ASSERT_EQ(keeper_->advance(kTable, second), second);
  reclaim();
  EXPECT_EQ(history_records(), 1U) << "what was replaced at the floor is dead";
  EXPECT_EQ(value_at(second), "two");
  EXPECT_EQ(value_at(third - 1), "two");
  EXPECT_EQ(value_at(third), "three");
  EXPECT_FALSE(keeper_->pin(kTable, first));
}

TEST_P(WindowTest, APinHoldsTheFloor) {
  write("one");
  const CommitTime second = write("two");
  const CommitTime third = write("three");
  {
    auto pin = keeper_->pin(kTable, second);
    ASSERT_TRUE(pin);
    ASSERT_EQ(keeper_->advance(kTable, third), second);
    Pin moved = *std::move(pin);
    ASSERT_EQ(keeper_->advance(kTable, third), second) << "moving a pin does not release it";
    EXPECT_EQ(keeper_->abandon(kTable).error().code, ErrorCode::in_use);
    reclaim();
    EXPECT_EQ(value_at(second), "two");
  }
  ASSERT_EQ(keeper_->advance(kTable, third), third);
  reclaim();
  EXPECT_EQ(history_records(), 0U);
}

TEST_P(WindowTest, TheFloorNeverGoesDownAndOutlivesARestart) {
  const CommitTime first = write("one");
  const CommitTime second = write("two");
  ASSERT_EQ(keeper_->advance(kTable, second), second);
  ASSERT_EQ(keeper_->advance(kTable, first), second);
  keeper_.reset();
  floors_ = std::make_shared<Floors>();
  harness_->power_cut();
  open();
  EXPECT_EQ(keeper_->floor(kTable), second);
  EXPECT_FALSE(keeper_->pin(kTable, first));
  EXPECT_EQ(keeper_->largest_id(), kTable);
}

// Upkeep moves a floor while the table is deleted.
TEST_P(WindowTest, FloorsThatRiseAtOnceBecomeDurableInTheirOrder) {
  constexpr TableId kTables = 200;
  const CommitTime moment = write("one");
  for (TableId table = kTable; table < kTable + kTables; ++table) {
    std::barrier begin(2);
    const std::jthread upkeep([&] {
      begin.arrive_and_wait();
      EXPECT_TRUE(keeper_->advance(table, moment));
    });
    begin.arrive_and_wait();
    ASSERT_TRUE(keeper_->abandon(table));
    EXPECT_FALSE(keeper_->pin(table, moment)) << "what is about to go cannot be pinned";
  }
  keeper_.reset();
  floors_ = std::make_shared<Floors>();
  open();
  for (TableId table = kTable; table < kTable + kTables; ++table)
    ASSERT_EQ(keeper_->floor(table), WindowKeeper::kEverything) << table;
}

TEST_P(WindowTest, OneStepMovesTheFloorAtMostADay) {
  const CommitTime first = write("one");
  ASSERT_EQ(keeper_->advance(kTable, first), first);
  const CommitTime far = first + 36 * kMicrosPerDay;
  EXPECT_EQ(keeper_->advance(kTable, far), first + WindowKeeper::kLargestStep_us);
}

TEST_P(WindowTest, AnAbandonedTableLosesAllItsHistory) {
  write("one");
  write("two");
  ASSERT_TRUE(keeper_->abandon(kTable));
  reclaim();
  EXPECT_EQ(history_records(), 0U);
}

TEST_P(WindowTest, NoRecordIsDroppedBeforeItsFloorIsKnown) {
  write("one");
  write("two");
  reclaim();
  EXPECT_EQ(history_records(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, WindowTest, testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::timeline
