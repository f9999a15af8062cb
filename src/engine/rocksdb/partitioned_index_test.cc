// A file's index is kept in parts (docs/design/partitioned-indexes.md): one of megabytes fits into
// no shard of the block cache, and every read would read it again.
#include <gtest/gtest.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <random>

#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

class PartitionedIndexTest : public testing::RocksDbTest {
 protected:
  // Some megabytes, so that the index has more than one part of 4 KB.
  void fill(SpaceId space) {
    constexpr int kRows = 4000;
    constexpr std::size_t kValueBytes = 1024;
    std::mt19937_64 random(1);
    for (int row = 0; row < kRows; ++row) {
      std::string value;
      while (value.size() < kValueBytes) value.push_back(static_cast<char>(random()));
      put(space, "row-" + std::to_string(10'000 + row), value);
    }
    ASSERT_TRUE(engine().reclaim(space));
  }

  std::uint64_t most_partitions() {
    std::uint64_t most = 0;
    for (const std::string& name : names_in("db")) {
      if (!name.ends_with(".sst")) continue;
      rocksdb::SstFileReader reader{rocksdb::Options()};
      EXPECT_TRUE(reader.Open(harness().directory() + "/db/" + name).ok());
      most = std::max(most, reader.GetTableProperties()->index_partitions);
    }
    return most;
  }
};

TEST_F(PartitionedIndexTest, of_a_table) {
  fill(kTable);
  EXPECT_GT(most_partitions(), 1);
}

TEST_F(PartitionedIndexTest, of_the_history) {
  fill(kHistorySpace);
  EXPECT_GT(most_partitions(), 1);
}

}  // namespace
}  // namespace quondam::engine
