// The contract of engine.h, over every engine: clones.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <vector>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

class CloneContract : public EngineContract {
 protected:
  void clone(SpaceId source, SpaceId target) {
    const auto outcome = engine().clone(source, target, CloneUse::table);
    ASSERT_TRUE(outcome) << outcome.error().message;
  }
};

TEST_P(CloneContract, source_and_clone_go_their_own_ways) {
  for (Partition partition = 0; partition < 5; ++partition) {
    put(key_in(kTable, partition, "kept"), "1");
    put(key_in(kTable, partition, "changed"), "1");
    put(key_in(kTable, partition, "erased"), "1");
  }
  const Rows before = rows(kTable);
  clone(kTable, kTable + 1);
  EXPECT_EQ(rows(kTable + 1), before);
  for (Partition partition = 0; partition < 5; ++partition) {
    put(key_in(kTable, partition, "changed"), "source");
    erase(key_in(kTable, partition, "erased"));
    put(key_in(kTable + 1, partition, "changed"), "clone");
    put(key_in(kTable + 1, partition, "new"), "clone");
  }
  for (int restarted = 0; restarted < 2; ++restarted) {
    for (Partition partition = 0; partition < 5; ++partition) {
      EXPECT_EQ(get(key_in(kTable, partition, "changed")), "source");
      EXPECT_EQ(get(key_in(kTable, partition, "erased")), std::nullopt);
      EXPECT_EQ(get(key_in(kTable, partition, "new")), std::nullopt);
      EXPECT_EQ(get(key_in(kTable + 1, partition, "kept")), "1");
      EXPECT_EQ(get(key_in(kTable + 1, partition, "changed")), "clone");
      EXPECT_EQ(get(key_in(kTable + 1, partition, "erased")), "1");
    }
    harness().restart();
  }
}

TEST_P(CloneContract, a_clone_survives_a_power_cut_once_it_was_acknowledged) {
  for (int i = 0; i < 100; ++i)
    put(key_in(kTable, static_cast<Partition>(i % 4), std::to_string(i)), "x");
  const Rows before = rows(kTable);
  clone(kTable, kTable + 1);
  harness().power_cut();
  EXPECT_EQ(rows(kTable + 1), before);
  EXPECT_EQ(rows(kTable), before);
}

TEST_P(CloneContract, of_nothing_and_of_everything_deleted_is_empty_and_writable) {
  clone(kTable, kTable + 1);
  for (int i = 0; i < 20; ++i) put(key_in(kTable, 1, std::to_string(i)), "x");
  for (int i = 0; i < 20; ++i) erase(key_in(kTable, 1, std::to_string(i)));
  clone(kTable, kTable + 2);
  ASSERT_TRUE(engine().reclaim(kTable));
  clone(kTable, kTable + 3);
  for (const SpaceId target : {kTable + 1, kTable + 2, kTable + 3}) {
    EXPECT_EQ(rows(target), Rows());
    put(key_in(target, 1, "k"), "1");
    EXPECT_EQ(rows(target).size(), 1U);
  }
  EXPECT_EQ(rows(kTable), Rows());
}

TEST_P(CloneContract, clones_of_clones_hold_without_their_sources) {
  std::vector<Rows> expected;
  for (SpaceId depth = 0; depth <= 5; ++depth) {
    const SpaceId space = kTable + depth;
    if (depth > 0) clone(space - 1, space);
    put(key_in(space, 1, "depth"), std::to_string(depth));
    put(key_in(space, 2, std::to_string(depth)), "");
    if (depth > 1) erase(key_in(space, 2, std::to_string(depth - 2)));
    expected.push_back(rows(space));
  }
  for (SpaceId depth = 0; depth < 5; ++depth) {
    ASSERT_TRUE(engine().drop_space(kTable + depth));
    for (SpaceId left = depth + 1; left <= 5; ++left) {
      EXPECT_EQ(rows(kTable + left), expected[left]) << "without " << depth;
    }
  }
  harness().restart();
  EXPECT_EQ(rows(kTable + 5), expected[5]);
}

// Writers keep two keys of a partition equal, and a third there only while they are odd; two
// threads clone two tables meanwhile. Each clone holds what was acknowledged before it began, and
// each partition of it is one moment.
TEST_P(CloneContract, holds_what_was_acknowledged_and_tears_no_partition) {
  constexpr std::size_t kWriters = 4;
  constexpr std::size_t kTables = 2;
  constexpr SpaceId kSecond = kTable + 1;
  ASSERT_TRUE(engine().create_space(kSecond));
  const auto table = [](std::size_t writer) { return writer % kTables == 0 ? kTable : kSecond; };
  std::array<std::atomic<std::uint64_t>, kWriters> acknowledged{};
  std::atomic<bool> done = false;
  std::vector<std::jthread> writers;
  for (std::size_t writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      const Key first = key_in(table(writer), writer, "first");
      const Key second = key_in(table(writer), writer, "second");
      const Key odd = key_in(table(writer), writer, "odd");
      for (std::uint64_t i = 1; !done; ++i) {
        const auto time =
            engine().transact({.exclusive = {first}, .shared = {}}, [&](Transaction& transaction) {
              transaction.put(first, std::to_string(i));
              transaction.put(second, std::to_string(i));
              if (i % 2 == 1) {
                transaction.put(odd, "");
              } else {
                transaction.erase(odd);
              }
              return Result<void>();
            });
        EXPECT_TRUE(time);
        acknowledged[writer] = i;
      }
    });
  }
  in_threads(kTables, [&](int cloner) {
    const auto which = static_cast<std::size_t>(cloner);
    for (SpaceId i = 0; i < 10; ++i) {
      std::array<std::uint64_t, kWriters> before{};
      for (std::size_t w = 0; w < kWriters; ++w) before[w] = acknowledged[w];
      const SpaceId target = kTable + 100 + 100 * static_cast<SpaceId>(cloner) + i;
      clone(table(which), target);
      const Rows cloned = rows(target);
      const auto at = [&](const Key& key) {
        const auto row = cloned.find(key.bytes);
        return row == cloned.end() ? std::optional<std::string>() : row->second;
      };
      for (std::size_t w = which; w < kWriters; w += kTables) {
        const auto first = at(key_in(target, w, "first"));
        const std::uint64_t value = first ? std::stoull(*first) : 0;
        EXPECT_GE(value, before[w]) << "an acknowledged commit is missing";
        EXPECT_EQ(at(key_in(target, w, "second")), first);
        EXPECT_EQ(at(key_in(target, w, "odd")).has_value(), value % 2 == 1);
      }
    }
  });
  done = true;
}

QUONDAM_OVER_ALL_ENGINES(CloneContract);

}  // namespace
}  // namespace quondam::engine::testing
