// Damage: points 15 and 16 of what RocksDB 7.8 does wrong by itself (docs/formats/engine.md), and a
// full disk.
#include "engine/rocksdb/damage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DamageTest : public testing::RocksDbTest {
 protected:
  void SetUp() override {
    start({});
    ASSERT_TRUE(engine().create_space(kOther));
  }

  // The log that holds what has not been flushed.
  std::string log_path() {
    std::string latest;
    for (const std::string& name : names_in("db")) {
      if (name.ends_with(".log")) latest = std::max(latest, name);
    }
    return harness().directory() + "/db/" + latest;
  }

  // kTable: one resting file and its first block damaged, found by nobody yet.
  void damage_a_block() {
    std::mt19937_64 random(1);
    value_.resize(100);
    for (char& byte : value_) byte = static_cast<char>(random());
    fill(kTable, 1000, value_);
    ASSERT_TRUE(engine().reclaim(kTable));
    const auto files = files_of(kTable);
    ASSERT_EQ(files.size(), 1U);
    damage(files.front(), 100);
  }
  std::string value_;
};

// Point 15.
TEST_F(DamageTest, a_log_that_is_damaged_in_its_middle_is_an_error_that_names_it) {
  for (int i = 0; i < 1000; ++i) put(kTable, key_of(i), std::string(100, 'v'));
  const std::string log = log_path();
  harness().close();
  damage(log, std::filesystem::file_size(log) / 2);
  const auto opened = harness().open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corruption);
  EXPECT_THAT(opened.error().message, HasSubstr(log));

  hooks().tolerate_only_a_torn_tail = false;
  ASSERT_TRUE(harness().open());
  EXPECT_LT(count_rows(kTable), 1000) << "RocksDB's default no longer loses rows silently";
}

TEST_F(DamageTest, the_torn_end_of_a_log_is_what_a_power_cut_leaves) {
  put(kTable, "a", "acknowledged");
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // Half a record at the end of the log, as a write that was under way leaves it.
    rocksdb::WriteOptions unsynced;
    unsynced.sync = false;
    ASSERT_TRUE(
        db().Put(unsynced, family(kTable), "torn" + std::to_string(seed), std::string(5000, 'x'))
            .ok());
    harness().lose_power();
    harness().close();
    harness().file_system().restore_power(seed);
    const auto opened = harness().open();
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(get(kTable, "a"), "acknowledged");
    put(kTable, "a", "acknowledged");
  }
}

// Point 16.
TEST_F(DamageTest, a_bad_block_found_by_a_compaction_quarantines_its_space_only) {
  damage_a_block();
  const auto reclaimed = engine().reclaim(kTable);
  ASSERT_FALSE(reclaimed);
  EXPECT_EQ(reclaimed.error().code, ErrorCode::corruption);
  EXPECT_THAT(engine().damaged(), ElementsAre(kTable));

  EXPECT_EQ(try_put(kTable, "a", "1").error().code, ErrorCode::corruption);
  EXPECT_EQ(engine().clone(kTable, kClone, CloneUse::table).error().code, ErrorCode::corruption);
  const auto unreadable = try_get(kTable, key_of(0));
  ASSERT_FALSE(unreadable);
  EXPECT_EQ(unreadable.error().code, ErrorCode::corruption);
  EXPECT_EQ(get(kTable, key_of(999)), value_) << "other blocks are read";

  fill(kOther, 2000, std::string(200, 'v'));
  ASSERT_TRUE(engine().reclaim(kOther));
  clone(kOther, kClone);
  EXPECT_EQ(count_rows(kClone), 2000);
  ASSERT_TRUE(engine().drop_space(kTable));
  EXPECT_THAT(engine().damaged(), IsEmpty());
}

TEST_F(DamageTest, a_compaction_in_the_background_finds_it_too_and_is_not_tried_for_ever) {
  damage_a_block();
  for (int i = 0; i < 8 && engine().damaged().empty(); ++i) {
    if (!try_put(kTable, key_of(i), std::string(100, 'w'))) break;
    db().Flush(rocksdb::FlushOptions(), family(kTable)).PermitUncheckedError();
  }
  ASSERT_TRUE(becomes_true([&] { return !engine().damaged().empty(); }));
  EXPECT_TRUE(
      becomes_true([&] { return db().GetOptions(family(kTable)).disable_auto_compactions; }));
  EXPECT_TRUE(try_put(kOther, "a", "1"));
}

TEST_F(DamageTest, without_the_quarantine_one_bad_block_stops_every_write) {
  hooks().quarantine = false;
  harness().restart();
  damage_a_block();
  EXPECT_FALSE(engine().reclaim(kTable));
  EXPECT_FALSE(try_put(kOther, "a", "1"));
  EXPECT_FALSE(db().Resume().ok());
}

TEST_F(DamageTest, a_missing_table_file_costs_its_space_only_and_only_while_it_is_missing) {
  fill(kTable, 1000, std::string(100, 'v'));
  flush(kTable);
  put(kTable, "unflushed", "1");
  fill(kOther, 1000, std::string(100, 'v'));
  const std::string lost = files_of(kTable).front();
  harness().close();
  std::filesystem::rename(lost, lost + ".away");

  ASSERT_TRUE(harness().open());
  ASSERT_THAT(engine().damaged(), ElementsAre(kTable));
  EXPECT_EQ(try_get(kTable, key_of(1)).error().code, ErrorCode::corruption);
  EXPECT_EQ(try_get(kTable, "unflushed").error().code, ErrorCode::corruption);
  EXPECT_FALSE(
      engine().snapshot()->cursor({.space = kTable, .begin = "", .end = "", .partition = {}}));
  EXPECT_EQ(try_put(kTable, "a", "1").error().code, ErrorCode::corruption);
  EXPECT_EQ(engine().clone(kTable, kClone, CloneUse::table).error().code, ErrorCode::corruption);
  EXPECT_EQ(count_rows(kOther), 1000);
  put(kOther, "more", "1");
  ASSERT_TRUE(engine().reclaim(kOther));
  clone(kOther, kClone);
  harness().restart();
  EXPECT_THAT(engine().damaged(), ElementsAre(kTable));
  EXPECT_EQ(count_rows(kClone), 1001);

  harness().close();
  std::filesystem::rename(lost + ".away", lost);
  ASSERT_TRUE(harness().open());
  EXPECT_THAT(engine().damaged(), IsEmpty());
  EXPECT_EQ(count_rows(kTable), 1001);
}

TEST_F(DamageTest, a_space_with_a_missing_file_can_be_dropped) {
  fill(kTable, 10, "v");
  flush(kTable);
  const std::string lost = files_of(kTable).front();
  harness().close();
  std::filesystem::remove(lost);
  ASSERT_TRUE(harness().open());
  ASSERT_TRUE(engine().drop_space(kTable));
  harness().restart();
  EXPECT_THAT(engine().damaged(), IsEmpty());
}

TEST_F(DamageTest, a_table_file_that_is_cut_short_or_has_a_bad_end_counts_as_missing) {
  fill(kTable, 1000, std::string(100, 'v'));
  fill(kOther, 1000, std::string(100, 'v'));
  flush(kTable);
  flush(kOther);
  const std::string cut = files_of(kTable).front();
  const std::string bad = files_of(kOther).front();
  harness().close();
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) / 2);
  damage(bad, std::filesystem::file_size(bad) - 8);
  ASSERT_TRUE(harness().open());
  EXPECT_THAT(engine().damaged(), ElementsAre(kTable, kOther));
  put(kCatalogSpace, "a", "1");
}

TEST_F(DamageTest, a_second_process_is_refused_and_takes_nothing_from_the_first) {
  // A clone under way, and the next CURRENT.
  const std::filesystem::path directory = harness().directory();
  std::filesystem::create_directory(directory / "clones" / "17");
  std::ofstream(directory / "db" / "000099.dbtmp") << "MANIFEST-000099";
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.directory = harness().directory();
  const auto second = open_rocksdb(options, {}, harness().clock());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::in_use);
  EXPECT_THAT(second.error().message, HasSubstr("is open in another process"));
  EXPECT_THAT(names_in("clones"), ElementsAre("17"));
  EXPECT_THAT(names_in("db"), Contains("000099.dbtmp"));
}

TEST_F(DamageTest, a_full_disk_refuses_writes_until_there_is_space_again) {
  fill(kTable, 100, "v");
  harness().file_system().set_full(true);
  for (int i = 0; i < 3; ++i) {
    const auto refused = try_put(kTable, "refused", "1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::no_space) << refused.error().message;
  }
  EXPECT_EQ(count_rows(kTable), 100);
  EXPECT_EQ(get(kTable, "refused"), std::nullopt);
  harness().file_system().set_full(false);
  EXPECT_TRUE(becomes_true([&] { return try_put(kTable, "accepted", "1").has_value(); }));
  fill(kTable, 3000, std::string(200, 'w'));
  harness().power_cut();
  EXPECT_EQ(get(kTable, "accepted"), "1");
  EXPECT_EQ(get(kTable, "refused"), std::nullopt);
  EXPECT_EQ(count_rows(kTable), 3001);
}

TEST_F(DamageTest, a_flush_that_finds_the_disk_full_recovers_too) {
  fill(kTable, 100, "v");
  harness().file_system().set_full(true);
  EXPECT_FALSE(db().Flush(rocksdb::FlushOptions(), family(kTable)).ok());
  EXPECT_EQ(try_put(kTable, "refused", "1").error().code, ErrorCode::no_space);
  harness().file_system().set_full(false);
  EXPECT_TRUE(becomes_true([&] { return try_put(kTable, "accepted", "1").has_value(); }));
  harness().power_cut();
  EXPECT_EQ(count_rows(kTable), 101);
}

// Point 10: what gives space back needs some to work in.
TEST_F(DamageTest, a_reserve_of_the_disk_is_kept_for_what_gives_space_back) {
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.reserve_bytes = 1U << 20;
  start({}, options);
  fill(kTable, 100, "v");
  harness().file_system().set_free_bytes(options.reserve_bytes - 1);
  harness().restart();
  EXPECT_EQ(try_put(kTable, "refused", "1").error().code, ErrorCode::no_space);
  EXPECT_EQ(count_rows(kTable), 100);
  EXPECT_TRUE(engine().reclaim(kTable));
  EXPECT_TRUE(engine().safe_time());
  harness().file_system().set_free_bytes(options.reserve_bytes);
  EXPECT_TRUE(becomes_true([&] { return try_put(kTable, "accepted", "1").has_value(); }));
}

// A full disk can be emptied through the engine, but not down to the last byte.
TEST_F(DamageTest, what_frees_space_may_use_the_reserve_but_for_a_last_part) {
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.reserve_bytes = 1U << 20;
  start({}, options);
  put(kCatalogSpace, "table", "1");
  const auto remove_table = [&] {
    const Key key{.space = kCatalogSpace, .partition = 0, .bytes = "table"};
    return engine().transact({.exclusive = {key}, .shared = {}, .disk_use = DiskUse::frees},
                             [&](Transaction& transaction) -> Result<void> {
                               transaction.erase(key);
                               return {};
                             });
  };
  harness().file_system().set_free_bytes(options.reserve_bytes / 4 - 1);
  harness().restart();
  EXPECT_EQ(remove_table().error().code, ErrorCode::no_space);
  harness().file_system().set_free_bytes(options.reserve_bytes / 4);
  harness().restart();
  EXPECT_EQ(try_put(kTable, "refused", "1").error().code, ErrorCode::no_space);
  EXPECT_EQ(engine().create_space(kOther).error().code, ErrorCode::no_space);
  EXPECT_EQ(engine().accepts_commits().error().code, ErrorCode::no_space);
  EXPECT_TRUE(remove_table());
  EXPECT_TRUE(engine().drop_space(kTable));
}

}  // namespace
}  // namespace quondam::engine
