// Trimming: points 13 and 14 of what RocksDB 7.8 does wrong by itself (docs/formats/engine.md).
#include "engine/rocksdb/drop_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

// Gives up every key below a floor.
class BelowFloor final : public DropRule {
 public:
  [[nodiscard]] bool droppable(std::string_view key, std::string_view) const override {
    const std::lock_guard lock(mutex_);
    return key < floor_;
  }
  void raise(std::string floor) {
    const std::lock_guard lock(mutex_);
    floor_ = std::move(floor);
  }

 private:
  mutable std::mutex mutex_;
  std::string floor_;
};

class DropFilterTest : public testing::RocksDbTest {
 protected:
  static constexpr int kRows = 2000;

  void SetUp() override {
    start({.history = history_, .changes = changes_});
    std::mt19937_64 random(1);
    std::string value(200, 'v');
    for (char& byte : value) byte = static_cast<char>(random());
    for (const SpaceId space : {kTable, kHistorySpace, kChangesSpace}) fill(space, kRows, value);
  }

  std::uint64_t bytes_of(SpaceId space) { return engine().size(space)->bytes; }

  std::shared_ptr<BelowFloor> history_ = std::make_shared<BelowFloor>();
  std::shared_ptr<BelowFloor> changes_ = std::make_shared<BelowFloor>();
};

// Point 14: nothing comes back by itself from a space that rests.
TEST_F(DropFilterTest, reclaim_takes_what_the_rule_gives_up_off_the_disk) {
  ASSERT_TRUE(engine().reclaim(kHistorySpace));
  const auto full_bytes = bytes_of(kHistorySpace);
  history_->raise(key_of(1500));
  EXPECT_EQ(count_rows(kHistorySpace), kRows);
  ASSERT_TRUE(engine().reclaim(kHistorySpace));
  EXPECT_EQ(count_rows(kHistorySpace), 500);
  EXPECT_EQ(get(kHistorySpace, key_of(1499)), std::nullopt);
  EXPECT_TRUE(get(kHistorySpace, key_of(1500)));
  EXPECT_LT(bytes_of(kHistorySpace), full_bytes / 2);
  harness().power_cut();
  EXPECT_EQ(count_rows(kHistorySpace), 500);
}

TEST_F(DropFilterTest, each_shared_space_has_its_own_rule_and_tables_have_none) {
  changes_->raise(key_of(kRows));
  for (const SpaceId space : {kTable, kHistorySpace, kChangesSpace}) {
    ASSERT_TRUE(engine().reclaim(space));
  }
  EXPECT_EQ(count_rows(kChangesSpace), 0);
  EXPECT_EQ(count_rows(kHistorySpace), kRows);
  EXPECT_EQ(count_rows(kTable), kRows);
}

// Point 13: a filter that respects snapshots is refused, and then so is every write. This is why
// the seam says that readers hold a floor.
TEST_F(DropFilterTest, rows_are_dropped_under_an_open_snapshot_and_writes_go_on) {
  const auto snapshot = engine().snapshot();
  history_->raise(key_of(1500));
  ASSERT_TRUE(engine().reclaim(kHistorySpace));
  const auto gone = snapshot->get({.space = kHistorySpace, .partition = 0, .bytes = key_of(7)});
  ASSERT_TRUE(gone);
  EXPECT_EQ(*gone, std::nullopt);
  put(kHistorySpace, key_of(kRows), "still writable");
  EXPECT_EQ(get(kHistorySpace, key_of(kRows)), "still writable");
}

TEST_F(DropFilterTest, the_filter_ignores_snapshots_and_keeps_the_engines_own_keys) {
  history_->raise("\xff\xff\xff\xff\xff\xff\xff\xff\xff");
  const auto factory = rocks::make_drop_filter(history_);
  const auto filter = factory->CreateCompactionFilter({});
  EXPECT_TRUE(filter->IgnoreSnapshots());
  std::string new_value;
  bool changed = false;
  EXPECT_TRUE(filter->Filter(0, "a", "", &new_value, &changed));
  EXPECT_FALSE(filter->Filter(0,
                              "\xff\xff\xff\xff\xff\xff\xff\xff"
                              "clone",
                              "", &new_value, &changed));
  EXPECT_EQ(rocks::make_drop_filter(nullptr), nullptr);
}

}  // namespace
}  // namespace quondam::engine
