// The contract of engine.h, over every engine: keys that stand together, and the first of a range.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/coding.h"
#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

// Up to and with the first '/'.
class UpToSlash final : public GroupRule {
 public:
  [[nodiscard]] std::size_t group_bytes(std::string_view key) const override {
    const std::size_t slash = key.find('/');
    return slash == std::string_view::npos ? 0 : slash + 1;
  }
};

class GroupContract : public EngineContract {
 protected:
  void SetUp() override {
    seed_ = test_seed();
    open({.history = nullptr, .changes = nullptr, .history_groups = std::make_shared<UpToSlash>()});
  }

  // All keys of the test are of one partition.
  static Key history(const std::string& name) { return {kHistorySpace, 0, name}; }
  static Range between(const std::string& begin, const std::string& end) {
    return {kHistorySpace, begin, end, 0};
  }
  std::optional<std::string> first(const Range& range) {
    const auto value = engine().snapshot()->first_value(range);
    EXPECT_TRUE(value) << value.error().message;
    return value.value_or(std::nullopt);
  }

  std::uint64_t seed_ = 0;
};

TEST_P(GroupContract, the_first_of_a_range_within_a_group_across_groups_and_outside_of_any) {
  for (const std::string name : {"a/1", "a/3", "b/2", "none", "z/9"}) put(history(name), name);
  for (int restarted = 0; restarted < 2; ++restarted) {
    EXPECT_EQ(first(between("a/", "a0")), "a/1");
    EXPECT_EQ(first(between("a/2", "a0")), "a/3");
    EXPECT_EQ(first(between("a/4", "a0")), std::nullopt);
    EXPECT_EQ(first(between("a/2", "a/3")), std::nullopt) << "the end is not in the range";
    EXPECT_EQ(first(between("a/4", "c")), "b/2");
    EXPECT_EQ(first(between("n", "z")), "none");
    EXPECT_EQ(first(between("c/1", "c0")), std::nullopt);
    EXPECT_EQ(first(between("", "")), "a/1");
    ASSERT_TRUE(engine().reclaim(kHistorySpace));
    harness().restart();
  }
}

TEST_P(GroupContract,
       whatever_is_written_erased_and_compacted_a_range_begins_and_goes_on_as_in_a_map) {
  std::mt19937_64 random(seed_);
  const auto number = [&](int below) { return static_cast<int>(random() % below); };
  const auto any_name = [&] {
    std::string group(1, static_cast<char>('a' + number(8)));
    if (number(3) == 0) group += static_cast<char>('a' + number(3));
    if (number(20) == 0) return group;
    return group + "/" + std::to_string(100 + number(30));
  };
  std::map<std::string, std::string> expected;
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 60; ++i) {
      const std::string name = any_name();
      if (number(4) == 0) {
        erase(history(name));
        expected.erase(name);
      } else {
        const std::string value = name + " " + std::to_string(i) + std::string(200, '.');
        put(history(name), value);
        expected[name] = value;
      }
    }
    // Some lies in files, some in memory.
    if (number(2) == 0) {
      ASSERT_TRUE(engine().reclaim(kHistorySpace));
    }
    if (number(3) == 0) harness().restart();
    for (int i = 0; i < 300; ++i) {
      const std::string begin = any_name();
      const std::size_t slash = begin.find('/');
      const bool in_group = slash != std::string::npos && number(4) != 0;
      const std::string end = in_group ? prefix_end(begin.substr(0, slash + 1)) : any_name();
      const auto found = expected.lower_bound(begin);
      const bool has = found != expected.end() && found->first < end;
      EXPECT_EQ(first(between(begin, end)), has ? std::optional(found->second) : std::nullopt)
          << begin << " to " << end;
    }
    EXPECT_EQ(rows(*engine().snapshot(), between("", "")), expected);
    const auto snapshot = engine().snapshot();
    const auto back = cursor(*snapshot, between("", ""));
    auto last = expected.rbegin();
    for (back->seek_to_last(); back->valid() && last != expected.rend(); back->prev(), ++last)
      EXPECT_EQ(back->key(), last->first);
    EXPECT_TRUE(last == expected.rend() && !back->valid());
    const std::string sought = any_name();
    back->seek(sought);
    const auto after = expected.lower_bound(sought);
    EXPECT_EQ(back->valid(), after != expected.end());
    if (back->valid()) {
      EXPECT_EQ(back->key(), after->first);
    }
  }
}

QUONDAM_OVER_ALL_ENGINES(GroupContract);

}  // namespace
}  // namespace quondam::engine::testing
