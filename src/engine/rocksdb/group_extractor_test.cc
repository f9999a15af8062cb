// Filters of groups, in a database that has files of before there were any.
#include "engine/rocksdb/group_extractor.h"

#include <rocksdb/perf_context.h>

#include "base/coding.h"
#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

using testing::RocksDbTest;

// The row's name; a version's number stands behind it.
class Rows final : public GroupRule {
 public:
  [[nodiscard]] std::size_t group_bytes(std::string_view key) const override {
    constexpr std::size_t kNameBytes = 11;
    return key.size() < kNameBytes ? 0 : kNameBytes;
  }
};

class GroupExtractorTest : public RocksDbTest {
 protected:
  static constexpr int kRows = 300;

  static SpaceRules rules() {
    return {.history = nullptr, .changes = nullptr, .history_groups = std::make_shared<Rows>()};
  }
  void fill_versions(int version) {
    for (int row = version; row < kRows; row += 2)
      put(kHistorySpace, key_of(row) + std::to_string(version), std::to_string(version));
  }
  static std::optional<std::string> first(Engine& engine, int row) {
    const std::string name = key_of(row);
    const auto value = engine.snapshot()->first_value({kHistorySpace, name, prefix_end(name), 0});
    EXPECT_TRUE(value) << value.error().message;
    return value.value_or(std::nullopt);
  }
};

TEST_F(GroupExtractorTest, files_without_filters_of_groups_are_looked_into) {
  fill_versions(0);
  harness().close();
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.directory = harness().directory();
  options.hooks = nullptr;
  {
    const auto opened = open_rocksdb(options, rules(), harness().clock());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(first(**opened, 4), "0");
    EXPECT_EQ(first(**opened, 5), std::nullopt);
  }
  // And those that have them, without the rule.
  const auto opened = open_rocksdb(options, {}, harness().clock());
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(first(**opened, 4), "0");
}

TEST_F(GroupExtractorTest, a_file_without_the_group_is_not_read) {
  start(rules());
  fill_versions(0);
  flush(kHistorySpace);
  fill_versions(1);
  flush(kHistorySpace);
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
  rocksdb::get_perf_context()->Reset();
  for (int row = 0; row < kRows; ++row) EXPECT_EQ(first(engine(), row), std::to_string(row % 2));
  // Both files hold the range of keys; each row is in one.
  EXPECT_GE(rocksdb::get_perf_context()->bloom_sst_miss_count, kRows * 9U / 10);
  EXPECT_EQ(count_rows(kHistorySpace), kRows);
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

TEST_F(GroupExtractorTest, the_engines_own_keys_have_no_group) {
  const auto extractor = rocks::make_group_extractor(std::make_shared<Rows>());
  EXPECT_TRUE(extractor->InDomain("row000000012"));
  EXPECT_EQ(extractor->Transform("row000000012").ToString(), "row00000001");
  EXPECT_FALSE(extractor->InDomain("row"));
  EXPECT_FALSE(
      extractor->InDomain("\xff\xff\xff\xff\xff\xff\xff\xff"
                          "clone"));
}

}  // namespace
}  // namespace quondam::engine
