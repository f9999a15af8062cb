// What the contract tests share: an engine of the kind under test, and short ways to write and read
// through the seam. Include it from tests only.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/testing/engine_harness.h"
#include "engine/testing/test_seed.h"

namespace quondam::engine::testing {

inline void PrintTo(const EngineKind& kind, std::ostream* out) {
  *out << kind.name;
}

using Rows = std::map<std::string, std::string>;

inline constexpr SpaceId kTable = kFirstFreeSpace;

// A key of the test's tables: its partition's byte first, so that a partition is one range, as in a
// table's state.
inline Key key_in(SpaceId space, Partition partition, std::string_view name) {
  return {space, partition, std::string(1, static_cast<char>(partition)) + std::string(name)};
}

inline Range partition_range(SpaceId space, Partition partition) {
  return {space, std::string(1, static_cast<char>(partition)),
          std::string(1, static_cast<char>(partition + 1)), partition};
}

// Runs `work(0)` to `work(count - 1)` at the same time, and waits for all.
inline void in_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
}

class EngineContract : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override {
    test_seed();
    open({});
  }

  // Starts anew, with these rules and one empty table.
  void open(SpaceRules rules) {
    harness_.reset();
    harness_ = GetParam().make(std::move(rules));
    ASSERT_TRUE(engine().create_space(kTable));
  }

  Engine& engine() { return harness_->engine(); }
  EngineHarness& harness() { return *harness_; }

  Result<CommitTime> try_put(const Key& key, const std::string& value) {
    return engine().transact({.exclusive = {key}, .shared = {}}, [&](Transaction& transaction) {
      transaction.put(key, value);
      return Result<void>();
    });
  }
  CommitTime put(const Key& key, const std::string& value) {
    const auto time = try_put(key, value);
    EXPECT_TRUE(time) << time.error().message;
    return time.value_or(0);
  }
  CommitTime erase(const Key& key) {
    const auto time =
        engine().transact({.exclusive = {key}, .shared = {}}, [&](Transaction& transaction) {
          transaction.erase(key);
          return Result<void>();
        });
    EXPECT_TRUE(time) << time.error().message;
    return time.value_or(0);
  }
  std::optional<std::string> get(const Key& key) {
    const auto value = engine().get(key);
    EXPECT_TRUE(value) << value.error().message;
    return value.value_or(std::nullopt);
  }

  static std::optional<std::string> get(const Snapshot& snapshot, const Key& key) {
    const auto value = snapshot.get(key);
    EXPECT_TRUE(value) << value.error().message;
    return value.value_or(std::nullopt);
  }
  static std::unique_ptr<Cursor> cursor(const Snapshot& snapshot, const Range& range) {
    auto cursor = snapshot.cursor(range);
    EXPECT_TRUE(cursor) << cursor.error().message;
    return *std::move(cursor);
  }
  static Rows rows(const Snapshot& snapshot, const Range& range) {
    Rows rows;
    const auto at = cursor(snapshot, range);
    for (at->seek_to_first(); at->valid(); at->next()) rows.emplace(at->key(), at->value());
    EXPECT_TRUE(at->status());
    return rows;
  }
  Rows rows(SpaceId space) { return rows(*engine().snapshot(), {space, "", "", std::nullopt}); }

 private:
  std::unique_ptr<EngineHarness> harness_;
};

// NOLINTNEXTLINE: gtest has no other way to name a suite.
#define QUONDAM_OVER_ALL_ENGINES(suite)                                        \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, ::testing::ValuesIn(all_engines()), \
                           [](const auto& tested) { return tested.param.name; })

}  // namespace quondam::engine::testing
