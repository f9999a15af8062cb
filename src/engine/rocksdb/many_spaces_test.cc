// Many spaces: points 11 and 12 of what RocksDB 7.8 does wrong by itself (docs/formats/engine.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/write_buffer_manager.h>

#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::StartsWith;

class ManySpacesTest : public testing::RocksDbTest {
 protected:
  static constexpr SpaceId kSpaces = 250;
  void make_spaces_with_a_row() {
    for (SpaceId space = 100; space < 100 + kSpaces; ++space) {
      ASSERT_TRUE(engine().create_space(space));
      put(space, "a", "1");
    }
  }
};

// Point 11: RocksDB would rewrite the options of all families for each one that is made or dropped.
TEST_F(ManySpacesTest, no_options_file_is_written) {
  make_spaces_with_a_row();
  ASSERT_TRUE(engine().drop_space(100));
  harness().restart();
  EXPECT_THAT(names_in("db"), Not(Contains(StartsWith("OPTIONS"))));
  EXPECT_EQ(harness().file_system().times_created("OPTIONS-"), 0);
  EXPECT_EQ(engine().spaces().size(), kSpaces + 3);
  EXPECT_EQ(get(101, "a"), "1");
}

TEST_F(ManySpacesTest, without_the_refusal_each_space_costs_an_options_file) {
  hooks().refuse_options_files = false;
  harness().restart();
  for (SpaceId space = 100; space < 110; ++space) ASSERT_TRUE(engine().create_space(space));
  EXPECT_GE(harness().file_system().times_created("OPTIONS-"), 10);
}

// Point 12: with RocksDB's 1 MB for the first block of each family, these would be 250 MB.
TEST_F(ManySpacesTest, a_row_in_each_of_many_spaces_is_small_in_memory_and_not_flushed) {
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.state_write_buffer_bytes = RocksDbOptions().state_write_buffer_bytes;
  options.all_write_buffers_bytes = 64U << 20;
  start({}, options);
  make_spaces_with_a_row();
  const auto manager = db().GetDBOptions().write_buffer_manager;
  EXPECT_LT(manager->memory_usage(), kSpaces * (100U << 10));
  std::vector<rocksdb::LiveFileMetaData> files;
  db().GetLiveFilesMetaData(&files);
  EXPECT_TRUE(files.empty()) << files.size() << " files were flushed";
}

TEST_F(ManySpacesTest, a_flush_waits_for_want_of_memory_or_log) {
  EXPECT_GE(RocksDbOptions().all_write_buffers_bytes, 256U << 20);
  EXPECT_GE(RocksDbOptions().log_bytes, 256U << 20);
  EXPECT_GE(db().GetDBOptions().max_total_wal_size, 256U << 20);
  EXPECT_EQ(db().GetDBOptions().info_log_level, rocksdb::InfoLogLevel::WARN_LEVEL);
}

}  // namespace
}  // namespace quondam::engine
