#include "engine/rocksdb/space_size.h"

#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

class SpaceSizeTest : public testing::RocksDbTest {
 protected:
  static constexpr int kRows = 3000;

  std::uint64_t keys() {
    const auto size = engine().size(kTable);
    EXPECT_TRUE(size) << size.error().message;
    return size ? size->keys : 0;
  }
};

// A restore is planned by it, and DescribeTable counts what it calls small.
TEST_F(SpaceSizeTest, keys_in_files_are_counted_after_a_start_too) {
  fill(kTable, kRows, std::string(100, 'v'));
  flush(kTable);
  for (int restarted = 0; restarted < 3; ++restarted) {
    EXPECT_GE(keys(), kRows * 9U / 10) << restarted;
    EXPECT_LE(keys(), kRows * 11U / 10) << restarted;
    harness().restart();
  }
}

TEST_F(SpaceSizeTest, what_lies_in_memory_is_counted_with_what_a_start_has_found) {
  fill(kTable, kRows, std::string(100, 'v'));
  flush(kTable);
  harness().restart();
  fill(kTable, 500, std::string(100, 'w'), kRows);
  EXPECT_GE(keys(), kRows + 450U);
}

TEST_F(SpaceSizeTest, an_unreadable_file_is_left_out) {
  fill(kTable, kRows, std::string(100, 'v'));
  flush(kTable);
  const std::string file = files_of(kTable).front();
  harness().close();
  std::filesystem::resize_file(file, 10);
  ASSERT_TRUE(harness().open());
  EXPECT_TRUE(engine().size(kTable));
}

}  // namespace
}  // namespace quondam::engine
