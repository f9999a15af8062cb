// Clones: points 1 to 10 of what RocksDB 7.8 does wrong by itself (docs/formats/engine.md).
#include "engine/rocksdb/clone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <numeric>
#include <random>
#include <thread>

#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CloneTest : public testing::RocksDbTest {
 protected:
  // Space kTable: 1,000 rows in a table file of several blocks.
  void fill_a_file() {
    fill(kTable, 1000, std::string(100, 'v'));
    ASSERT_TRUE(engine().reclaim(kTable));
    ASSERT_EQ(files_of(kTable).size(), 1U);
  }
  // What nobody may find after a clone, whole or failed.
  void expect_no_traces() { EXPECT_THAT(names_in("clones"), IsEmpty()); }
};

TEST_F(CloneTest, holds_every_acknowledged_write_while_spaces_are_written_flushed_and_compacted) {
  constexpr int kTables = 4;
  constexpr int kClones = 40;
  for (SpaceId table = kTable + 1; table < kTable + kTables; ++table) {
    ASSERT_TRUE(engine().create_space(table));
  }
  std::array<std::atomic<int>, kTables> acknowledged{};
  std::atomic<bool> stop{false};
  std::vector<std::jthread> threads;
  for (int table = 0; table < kTables; ++table) {
    threads.emplace_back([&, table] {
      const std::string value(500, 'v');
      for (int row = 0; !stop; ++row) {
        put(kTable + static_cast<SpaceId>(table), key_of(row), value);
        acknowledged[static_cast<std::size_t>(table)] = row + 1;
      }
    });
  }
  threads.emplace_back([&] {
    std::mt19937_64 random(testing::test_seed());
    while (!stop) {
      db().Flush(rocksdb::FlushOptions(), family(kTable + random() % kTables))
          .PermitUncheckedError();
    }
  });
  std::vector<std::jthread> cloners;
  std::atomic<SpaceId> next_target{100};
  for (int cloner = 0; cloner < 3; ++cloner) {
    cloners.emplace_back([&, cloner] {
      std::mt19937_64 random(testing::test_seed() + static_cast<unsigned>(cloner));
      for (int i = 0; i < kClones / 3; ++i) {
        const auto table = random() % kTables;
        const int before = acknowledged[table];
        const SpaceId target = next_target++;
        clone(kTable + static_cast<SpaceId>(table), target);
        ASSERT_GE(count_rows(target), before);
      }
    });
  }
  cloners.clear();
  stop = true;
  threads.clear();
  expect_no_traces();
}

TEST_F(CloneTest, a_clone_is_a_space_of_its_own) {
  put(kTable, "a", "1");
  clone(kTable, kClone);
  put(kTable, "a", "2");
  put(kClone, "b", "3");
  clone(kClone, kClone + 1);
  ASSERT_TRUE(engine().drop_space(kTable));
  harness().restart();
  EXPECT_EQ(get(kClone, "a"), "1");
  EXPECT_EQ(get(kClone + 1, "a"), "1");
  EXPECT_EQ(get(kClone + 1, "b"), "3");
  EXPECT_EQ(count_rows(kClone), 2) << "the engine's own keys are hidden";
}

TEST_F(CloneTest, cloning_what_is_idle_makes_no_files_in_it) {
  fill_a_file();
  clone(kTable, kClone);
  const auto files = files_of(kTable);
  for (SpaceId target = kClone + 1; target < kClone + 8; ++target) clone(kTable, target);
  EXPECT_EQ(files_of(kTable), files);
  clone(kClone + 7, kClone + 8);
  EXPECT_EQ(files_of(kClone + 7).size(), files.size());
  EXPECT_EQ(count_rows(kClone + 8), 1000);
  put(kTable, "latest", "acknowledged");
  clone(kTable, kClone + 9);
  EXPECT_EQ(get(kClone + 9, "latest"), "acknowledged");
}

// Enough files at level 0 have any other space compacted at once.
TEST_F(CloneTest, a_clone_that_is_kept_is_never_rewritten) {
  ASSERT_TRUE(db().SetOptions(family(kTable), {{"disable_auto_compactions", "true"}}).ok());
  for (int file = 0; file < 6; ++file) {
    fill(kTable, 100, std::to_string(file));
    flush(kTable);
  }
  clone(kTable, kClone, CloneUse::kept);
  clone(kTable, kClone + 1, CloneUse::table);
  const auto files = files_of(kClone);
  EXPECT_GE(files.size(), 6U);
  harness().restart();
  ASSERT_TRUE(becomes_true([&] { return files_of(kClone + 1).size() < files.size(); }));
  EXPECT_EQ(files_of(kClone).size(), files.size());
  EXPECT_EQ(count_rows(kClone), 100);
  clone(kClone, kClone + 2);
  EXPECT_EQ(get(kClone + 2, key_of(7)), "5");
}

// Point 2. Listing the files from before a flush is a race of microseconds; the list that such a
// race leaves is put in its place.
TEST_F(CloneTest, a_stale_export_is_recognised_and_repeated) {
  fill_a_file();
  put(kTable, "latest", "acknowledged");
  int exports = 0;
  hooks().after_export = [&](std::vector<rocksdb::LiveFileMetaData>& files) {
    if (++exports > 2) return;
    ASSERT_GE(files.size(), 2U);
    std::erase_if(files, [](const auto& file) { return file.level == 0; });
  };
  clone(kTable, kClone);
  EXPECT_EQ(exports, 3);
  EXPECT_EQ(get(kClone, "latest"), "acknowledged");
  EXPECT_EQ(count_rows(kClone), 1001);
  expect_no_traces();
}

TEST_F(CloneTest, exports_that_stay_stale_are_an_error_and_leave_nothing) {
  fill_a_file();
  hooks().after_export = [&](std::vector<rocksdb::LiveFileMetaData>& files) {
    std::erase_if(files, [](const auto& file) { return file.level == 0; });
  };
  const auto cloned = engine().clone(kTable, kClone, CloneUse::table);
  ASSERT_FALSE(cloned);
  EXPECT_THAT(cloned.error().message, HasSubstr("stale"));
  EXPECT_THAT(engine().spaces(), Not(Contains(kClone)));
  expect_no_traces();
  hooks().after_export = nullptr;
  clone(kTable, kClone);
}

// Point 3.
TEST_F(CloneTest, a_range_deletion_would_be_lost_so_it_is_refused) {
  fill_a_file();
  ASSERT_TRUE(
      db().DeleteRange(rocksdb::WriteOptions(), family(kTable), key_of(200), key_of(800)).ok());
  ASSERT_EQ(count_rows(kTable), 400);
  EXPECT_FALSE(engine().clone(kTable, kClone, CloneUse::table));

  hooks().verify_exported_files = false;
  clone(kTable, kClone);
  EXPECT_NE(count_rows(kClone), 400) << "RocksDB no longer loses range deletions";
}

TEST_F(CloneTest, the_engine_itself_makes_no_range_deletions) {
  fill(kTable, 1000, std::string(100, 'v'));
  flush(kTable);
  erase_rows(kTable, 900);
  flush(kTable);
  clone(kTable, kClone);
  ASSERT_TRUE(engine().drop_space(kTable));
  EXPECT_EQ(count_rows(kClone), 100);
  for (const SpaceId space : engine().spaces()) {
    for (const auto& [path, properties] : properties_of(space)) {
      EXPECT_EQ(properties->num_range_deletions, 0U) << path;
    }
  }
}

// Point 4.
TEST_F(CloneTest, a_damaged_first_block_fails_the_clone_not_the_process) {
  fill_a_file();
  damage(files_of(kTable).front(), 100);
  const auto cloned = engine().clone(kTable, kClone, CloneUse::table);
  ASSERT_FALSE(cloned);
  EXPECT_EQ(cloned.error().code, ErrorCode::corruption);
  EXPECT_THAT(cloned.error().message, HasSubstr(".sst"));
  EXPECT_THAT(engine().spaces(), Not(Contains(kClone)));
  expect_no_traces();
  EXPECT_TRUE(try_put(kTable, "still", "writable"));
}

using CloneDeathTest = CloneTest;

TEST_F(CloneDeathTest, without_the_check_a_damaged_block_ends_the_process) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  fill_a_file();
  damage(files_of(kTable).front(), 100);
  hooks().verify_exported_files = false;
  EXPECT_DEATH(static_cast<void>(engine().clone(kTable, kClone, CloneUse::table)), "Assertion");
}

// Point 5.
TEST_F(CloneTest, an_empty_space_is_cloned_too) {
  clone(kTable, kClone);
  EXPECT_EQ(count_rows(kClone), 0);

  fill(kTable, 100, "v");
  erase_rows(kTable, 100);
  ASSERT_TRUE(engine().reclaim(kTable));
  clone(kTable, kClone + 1);
  EXPECT_EQ(count_rows(kClone + 1), 0);
  put(kClone + 1, "a", "1");
  harness().power_cut();
  EXPECT_EQ(count_rows(kClone), 0);
  EXPECT_EQ(count_rows(kClone + 1), 1);
  expect_no_traces();
}

// Point 6.
TEST_F(CloneTest, a_power_cut_at_any_step_leaves_a_whole_clone_or_none) {
  fill(kTable, 200, "v");
  for (const std::string stop_at : {"marked", "exported", "imported"}) {
    SCOPED_TRACE(stop_at);
    hooks().at_step = [&](const char* step) { return step != stop_at; };
    ASSERT_FALSE(engine().clone(kTable, kClone, CloneUse::table));
    harness().power_cut();
    hooks().at_step = nullptr;
    EXPECT_THAT(engine().spaces(), Not(Contains(kClone)));
    EXPECT_EQ(count_rows(kTable), 200);
    expect_no_traces();
    clone(kTable, kClone);
    harness().power_cut();
    EXPECT_EQ(count_rows(kClone), 200);
    ASSERT_TRUE(engine().drop_space(kClone));
  }
}

// Writers, flushes and clones under way, and torn ends of the files that were being written.
TEST_F(CloneTest, power_cuts_under_load_lose_nothing_acknowledged_and_leave_no_half_clone) {
  constexpr int kWriters = 4;
  std::mt19937_64 random(testing::test_seed());
  std::array<int, kWriters> acknowledged{};
  SpaceId next_target = 100;
  for (int cut = 0; cut < 6; ++cut) {
    SCOPED_TRACE(cut);
    std::map<SpaceId, int> clones;  // rows that each one must have at least
    std::atomic<int> total{std::accumulate(acknowledged.begin(), acknowledged.end(), 0)};
    {
      std::vector<std::jthread> threads;
      for (int writer = 0; writer < kWriters; ++writer) {
        threads.emplace_back([&, writer] {
          int& rows = acknowledged[static_cast<std::size_t>(writer)];
          while (try_put(kTable, key_of(writer * 1'000'000 + rows), std::string(300, 'v'))) {
            ++rows;
            ++total;
          }
        });
      }
      threads.emplace_back([&] {
        while (true) {
          const SpaceId target = next_target++;
          const int at_least = total;
          if (!engine().clone(kTable, target, CloneUse::table)) return;
          clones[target] = at_least;
        }
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 150));
      harness().lose_power();
    }
    harness().close();
    harness().file_system().restore_power(random());
    const auto opened = harness().open();
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_THAT(engine().damaged(), IsEmpty());
    for (int writer = 0; writer < kWriters; ++writer) {
      const int rows = acknowledged[static_cast<std::size_t>(writer)];
      for (int row = 0; row < rows; ++row) {
        ASSERT_TRUE(get(kTable, key_of(writer * 1'000'000 + row))) << writer << " " << row;
      }
      // A commit that was under way may have become durable.
      if (get(kTable, key_of(writer * 1'000'000 + rows))) {
        ++acknowledged[static_cast<std::size_t>(writer)];
      }
    }
    for (const SpaceId space : engine().spaces()) {
      if (space < 100) continue;
      ASSERT_TRUE(clones.contains(space) || space == next_target - 1) << space;
      ASSERT_GE(count_rows(space), clones[space]);
      ASSERT_TRUE(engine().drop_space(space));
      clones.erase(space);
    }
    ASSERT_THAT(clones, IsEmpty()) << "an acknowledged clone is gone";
    expect_no_traces();
  }
}

TEST_F(CloneTest, a_space_made_under_the_name_of_a_failed_clone_is_not_taken_for_it) {
  fill(kTable, 10, "v");
  hooks().at_step = [&](const char*) { return false; };
  ASSERT_FALSE(engine().clone(kTable, kClone, CloneUse::table));
  hooks().at_step = nullptr;
  ASSERT_TRUE(engine().create_space(kClone));
  put(kClone, "a", "1");
  harness().restart();
  EXPECT_EQ(get(kClone, "a"), "1");
}

TEST_F(CloneTest, what_a_crash_left_is_swept_at_the_next_start) {
  harness().close();
  const std::string data = harness().directory();
  std::filesystem::create_directory(data + "/clones/17-1-0");
  std::ofstream(data + "/clones/17-1-0/000012.sst") << "left";
  std::ofstream(data + "/db/OPTIONS-000007.dbtmp") << "left";
  ASSERT_TRUE(harness().open());
  expect_no_traces();
  EXPECT_THAT(names_in("db"), Not(Contains(HasSubstr("dbtmp"))));
}

// Point 7.
TEST_F(CloneTest, a_clone_survives_a_power_cut) {
  fill_a_file();
  fill(kTable, 100, "unflushed", 1000);
  hooks().after_export = [&](auto&) { put(kCatalogSpace, "another", "write"); };
  clone(kTable, kClone);
  harness().power_cut();
  EXPECT_THAT(engine().damaged(), IsEmpty());
  EXPECT_EQ(count_rows(kClone), 1100);
  EXPECT_EQ(count_rows(kTable), 1100);
}

TEST_F(CloneTest, without_the_sync_of_its_directory_a_power_cut_takes_the_clones_files) {
  hooks().sync_links_before_manifest = false;
  harness().restart();
  fill_a_file();
  // The first synced write after a flush syncs the directory for its new log. Here that is before
  // the links are made.
  hooks().after_export = [&](auto&) { put(kCatalogSpace, "another", "write"); };
  clone(kTable, kClone);
  harness().power_cut();
  EXPECT_THAT(engine().damaged(), Contains(kClone));
}

// Point 8.
TEST_F(CloneTest, what_a_clone_flushes_is_packed_fast_and_what_rests_is_packed_small) {
  fill(kTable, 1000, std::string(100, 'v'));
  clone(kTable, kClone);
  for (const auto& [path, properties] : properties_of(kClone)) {
    EXPECT_EQ(properties->compression_name, "LZ4") << path;
  }
  ASSERT_TRUE(engine().reclaim(kTable));
  for (const auto& [path, properties] : properties_of(kTable)) {
    EXPECT_EQ(properties->compression_name, "ZSTD") << path;
  }
}

// Point 9.
TEST_F(CloneTest, open_files_are_bounded_and_files_are_large) {
  EXPECT_GT(RocksDbOptions().open_files, 0);
  EXPECT_GT(db().GetDBOptions().max_open_files, 0);
  EXPECT_GE(db().GetOptions(family(kTable)).target_file_size_base, 256U << 20);
}

// Point 10.
TEST_F(CloneTest, files_are_shared_though_the_sizes_of_spaces_count_them_twice) {
  std::mt19937_64 random(1);
  std::string value(1000, 'v');
  for (char& byte : value) byte = static_cast<char>(random());
  fill(kTable, 2000, value);
  ASSERT_TRUE(engine().reclaim(kTable));
  clone(kTable, kClone);
  for (const std::string& path : files_of(kClone)) {
    EXPECT_EQ(std::filesystem::hard_link_count(path) >= 2, true) << path;
  }
  EXPECT_GE(engine().size(kClone)->bytes + 4096, engine().size(kTable)->bytes);
}

}  // namespace
}  // namespace quondam::engine
