// The contract of engine.h, over every engine: rules that give up records of the shared spaces, and
// reclaim().
#include <gtest/gtest.h>

#include <atomic>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

// Gives up every key that is less than a floor, as a window does.
class BelowFloor final : public DropRule {
 public:
  [[nodiscard]] bool droppable(std::string_view key, std::string_view /*value*/) const override {
    return !key.empty() && static_cast<unsigned char>(key.front()) < floor;
  }
  std::atomic<unsigned> floor = 0;
};

class DropRuleContract : public EngineContract {
 protected:
  void SetUp() override {
    test_seed();
    open({history_, changes_});
    for (const SpaceId space : {kTable, kHistorySpace, kChangesSpace, kCatalogSpace}) {
      for (Partition partition = 0; partition < 10; ++partition) {
        put(key_in(space, partition, "k"), std::to_string(partition));
      }
    }
  }
  // The first bytes of a space's keys, which are the partitions 0 to 9.
  std::string partitions(const Snapshot& snapshot, SpaceId space) {
    std::string seen;
    for (const auto& [key, value] : rows(snapshot, {space, "", "", std::nullopt})) seen += value;
    return seen;
  }
  std::string partitions(SpaceId space) { return partitions(*engine().snapshot(), space); }

  std::shared_ptr<BelowFloor> history_ = std::make_shared<BelowFloor>();
  std::shared_ptr<BelowFloor> changes_ = std::make_shared<BelowFloor>();
};

TEST_P(DropRuleContract, reclaim_removes_what_the_rule_gives_up_and_nothing_else) {
  history_->floor = 4;
  changes_->floor = 7;
  ASSERT_TRUE(engine().reclaim(kHistorySpace));
  ASSERT_TRUE(engine().reclaim(kChangesSpace));
  ASSERT_TRUE(engine().reclaim(kCatalogSpace));
  ASSERT_TRUE(engine().reclaim(kTable));
  for (int restarted = 0; restarted < 2; ++restarted) {
    EXPECT_EQ(partitions(kHistorySpace), "456789");
    EXPECT_EQ(partitions(kChangesSpace), "789");
    EXPECT_EQ(partitions(kCatalogSpace), "0123456789");
    EXPECT_EQ(partitions(kTable), "0123456789");
    EXPECT_EQ(get(key_in(kHistorySpace, 3, "k")), std::nullopt);
    EXPECT_EQ(get(key_in(kHistorySpace, 4, "k")), "4");
    harness().power_cut();
  }
}

TEST_P(DropRuleContract, what_the_rule_keeps_stays_in_open_snapshots_too) {
  const auto snapshot = engine().snapshot();
  EXPECT_EQ(partitions(*snapshot, kHistorySpace), "0123456789");
  history_->floor = 5;
  ASSERT_TRUE(engine().reclaim(kHistorySpace));
  // Rows below the floor may be there or not: snapshots do not protect them.
  const std::string seen = partitions(*snapshot, kHistorySpace);
  EXPECT_TRUE(seen.ends_with("56789")) << seen;
  EXPECT_EQ(partitions(kHistorySpace), "56789");
}

TEST_P(DropRuleContract, under_load_no_row_above_the_floor_is_lost) {
  constexpr int kRows = 150;
  std::atomic<bool> done = false;
  std::jthread reclaimer([&] {
    while (!done) {
      EXPECT_TRUE(engine().reclaim(kHistorySpace));
      std::this_thread::yield();
    }
  });
  in_threads(4, [&](int thread) {
    for (int i = 0; i < kRows; ++i) {
      put(key_in(kHistorySpace, static_cast<Partition>(10 + thread), std::to_string(i)), "x");
      if (thread == 0) history_->floor = static_cast<unsigned>(i / (kRows / 10));
    }
  });
  done = true;
  reclaimer.join();
  harness().power_cut();
  for (Partition partition = 10; partition < 14; ++partition) {
    EXPECT_EQ(rows(*engine().snapshot(), partition_range(kHistorySpace, partition)).size(),
              static_cast<std::size_t>(kRows));
  }
}

QUONDAM_OVER_ALL_ENGINES(DropRuleContract);

}  // namespace
}  // namespace quondam::engine::testing
