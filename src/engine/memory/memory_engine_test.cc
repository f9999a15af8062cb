// What the memory engines do beyond the contract: they catch those who break the seam's rules.
#include "engine/memory/memory_engine.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "engine/memory/sharded_engine.h"
#include "engine/testing/engine_harness.h"

namespace quondam::engine::testing {
namespace {

Key named(std::string bytes, Partition partition = 1) {
  return {kCatalogSpace, partition, std::move(bytes)};
}

void run(Engine& engine, const Declared& declared,
         const std::function<void(Transaction&)>& function) {
  ASSERT_TRUE(engine.transact(declared, [&](Transaction& transaction) {
    function(transaction);
    return Result<void>();
  }));
}

class MemoryEngines : public ::testing::TestWithParam<EngineKind> {
 protected:
  std::unique_ptr<EngineHarness> harness_ = GetParam().make({});
  Engine& engine_ = harness_->engine();
};

using MemoryEnginesDeathTest = MemoryEngines;

TEST_P(MemoryEnginesDeathTest, a_read_of_an_undeclared_key_is_caught) {
  EXPECT_DEATH(run(engine_, {.exclusive = {named("a")}, .shared = {}},
                   [](Transaction& transaction) { (void)transaction.get(named("b")); }),
               "declared keys only");
}

TEST_P(MemoryEnginesDeathTest, a_second_write_of_a_key_is_caught) {
  EXPECT_DEATH(run(engine_, {.exclusive = {named("a")}, .shared = {}},
                   [](Transaction& transaction) {
                     transaction.put(named("a"), "1");
                     transaction.erase(named("a"));
                   }),
               "writes a key once");
}

TEST_P(MemoryEnginesDeathTest, a_write_of_a_shared_key_is_caught) {
  EXPECT_DEATH(run(engine_, {.exclusive = {}, .shared = {named("a")}},
                   [](Transaction& transaction) { transaction.put(named("a"), "1"); }),
               "a shared key is only read");
}

TEST_P(MemoryEnginesDeathTest, a_key_that_changes_its_partition_is_caught) {
  run(engine_, {.exclusive = {named("a")}, .shared = {}},
      [](Transaction& transaction) { transaction.put(named("a"), "1"); });
  const Partition same_shard = 1 + engine_.change_shards();
  EXPECT_DEATH((void)engine_.get(named("a", same_shard)), "belongs to one partition");
}

INSTANTIATE_TEST_SUITE_P(Engines, MemoryEnginesDeathTest,
                         ::testing::Values(memory_engine(), sharded_engine()),
                         [](const auto& tested) { return tested.param.name; });

class DropAll final : public DropRule {
 public:
  [[nodiscard]] bool droppable(std::string_view /*key*/,
                               std::string_view /*value*/) const override {
    return true;
  }
};

TEST(MemoryEngine, drops_dead_rows_unasked_and_under_an_open_snapshot) {
  ManualClock clock(kTestEpoch_us);
  MemoryStore store(1);
  MemoryEngine engine(store, clock, {std::make_shared<DropAll>(), nullptr}, 1);
  const Key dead{kHistorySpace, 1, "dead"};
  run(engine, {}, [&](Transaction& transaction) { transaction.put(dead, "1"); });
  const auto snapshot = engine.snapshot();
  int commits = 0;
  while (snapshot->get(dead).value().has_value()) {
    ASSERT_LT(++commits, 1000);
    run(engine, {.exclusive = {named("a")}, .shared = {}},
        [](Transaction& transaction) { transaction.put(named("a"), "1"); });
  }
}

TEST(MemoryEngine, forgets_versions_that_no_snapshot_reads) {
  VersionedMap map;
  const Key key = named("a");
  for (Sequence sequence = 1; sequence <= 5; ++sequence) {
    map.write(key, std::make_shared<const std::string>(std::to_string(sequence)), sequence,
              sequence);
  }
  map.write(key, nullptr, 6, 6);
  map.collect(3);
  EXPECT_EQ(*map.get(key, 3), "3");
  EXPECT_EQ(*map.get(key, 5), "5");
  EXPECT_EQ(map.get(key, 6), nullptr);
  EXPECT_EQ(map.rows(), 1U);
  map.collect(6);
  EXPECT_EQ(map.rows(), 0U);
  EXPECT_EQ(map.newest(key).version, 6U) << "missing, but not as it was before";
}

TEST(ShardedEngine, runs_functions_again_without_a_reason) {
  ManualClock clock(kTestEpoch_us);
  MemoryStore store(3);
  ShardedEngine engine(store, clock, {}, 1);
  int runs = 0;
  for (int i = 0; i < 100; ++i) {
    run(engine, {.exclusive = {named("a")}, .shared = {}}, [&](Transaction& transaction) {
      ++runs;
      transaction.put(named("a"), "1");
    });
  }
  EXPECT_GT(runs, 105);
}

TEST(ShardedEngine, a_snapshot_sees_each_shard_when_it_is_first_read) {
  ManualClock clock(kTestEpoch_us);
  MemoryStore store(3);
  ShardedEngine engine(store, clock, {}, 1);
  EXPECT_EQ(engine.change_shards(), 3);
  EXPECT_EQ(engine.change_shard(5), 2);
  const auto snapshot = engine.snapshot();
  EXPECT_EQ(snapshot->get(named("first", 1)).value(), std::nullopt);
  const Declared declared{.exclusive = {named("first", 1), named("second", 2)}, .shared = {}};
  run(engine, declared, [](Transaction& transaction) {
    transaction.put(named("first", 1), "1");
    transaction.put(named("second", 2), "1");
  });
  EXPECT_EQ(snapshot->get(named("first", 1)).value(), std::nullopt);
  EXPECT_EQ(snapshot->get(named("second", 2)).value(), "1");
}

// Two changes of settings and writes, as a store without a common order could mix them up: the
// write has read the old settings and has the later time, so the change must not commit with the
// earlier one.
TEST(ShardedEngine, a_write_is_not_earlier_than_a_commit_that_read_what_it_replaces) {
  // Several seeds: one may run the change again by chance, and then its time is late enough anyhow.
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    ManualClock clock(kTestEpoch_us);
    MemoryStore store(3);
    ShardedEngine engine(store, clock, {}, seed);
    const Key settings = named("settings", 1);
    const Key own = named("own", 2);
    CommitTime reader = 0;
    const auto changed =
        engine.transact({.exclusive = {settings}, .shared = {}}, [&](Transaction& transaction) {
          if (reader ==
              0) {  // once: a write that reads the settings commits while this one is under way
            reader = engine
                         .transact({.exclusive = {own}, .shared = {settings}},
                                   [&](Transaction& other) {
                                     other.put(own, "1");
                                     return Result<void>();
                                   })
                         .value();
          }
          transaction.put(settings, "new");
          return Result<void>();
        });
    ASSERT_TRUE(changed);
    EXPECT_GT(*changed, reader);
  }
}

}  // namespace
}  // namespace quondam::engine::testing
