// Group commit, the lease that travels with it (point 20 of docs/formats/engine.md), durability,
// and the locks.
#include "engine/rocksdb/group_commit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "engine/rocksdb/key_locks.h"
#include "engine/testing/rocksdb_fixture.h"

namespace quondam::engine {
namespace {

class GroupCommitTest : public testing::RocksDbTest {
 protected:
  CommitTime safe_time() {
    const auto time = engine().safe_time();
    EXPECT_TRUE(time) << time.error().message;
    return time.value_or(0);
  }
  std::uint64_t syncs() { return harness().file_system().syncs(); }
};

TEST_F(GroupCommitTest, a_commit_costs_one_sync_and_reading_costs_none) {
  put(kTable, "a", "0");
  const auto before = syncs();
  for (int i = 0; i < 100; ++i) put(kTable, "a", "1");
  EXPECT_EQ(syncs() - before, 100U) << "a lease that is due travels in the commit's batch";
  const Key key{.space = kTable, .partition = 0, .bytes = "a"};
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(engine().transact({.exclusive = {key}, .shared = {}},
                                  [&](Transaction& transaction) -> Result<void> {
                                    QUONDAM_TRY(transaction.get(key));
                                    return {};
                                  }));
  }
  EXPECT_EQ(syncs() - before, 100U);
}

TEST_F(GroupCommitTest, concurrent_commits_share_syncs) {
  put(kTable, "a", "0");
  const auto before = syncs();
  constexpr int kThreads = 32;
  constexpr int kCommits = 50;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kCommits; ++i) put(kTable, key_of(thread * kCommits + i), "v");
      });
    }
  }
  EXPECT_LT(syncs() - before, kThreads * kCommits);
  harness().power_cut();
  EXPECT_EQ(count_rows(kTable), kThreads * kCommits + 1);
}

// One commit that cannot be written must not take the others of its group with it.
TEST_F(GroupCommitTest, a_space_dropped_under_its_writers_fails_only_their_commits) {
  std::atomic<bool> stop{false};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; !stop; ++i) put(kTable, key_of(thread * 1'000'000 + i), "v");
    });
    threads.emplace_back([&, thread] {
      for (int i = 0; !stop; ++i) {
        const auto written = try_put(kOther, key_of(thread * 1'000'000 + i), "v");
        ASSERT_TRUE(written || written.error().code == ErrorCode::not_found);
      }
    });
  }
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(engine().create_space(kOther));
    ASSERT_TRUE(engine().drop_space(kOther));
  }
  stop = true;
}

// Point 20.
TEST_F(GroupCommitTest,
       no_commit_comes_before_a_served_moment_after_a_crash_with_the_clock_set_back) {
  put(kTable, "a", "1");
  harness().clock().advance(10 * kMicrosPerSecond);
  const CommitTime served = safe_time();
  harness().clock().step_wall_to(testing::kTestEpoch_us);
  harness().power_cut();
  EXPECT_GT(put(kTable, "a", "2"), served);
}

TEST_F(GroupCommitTest, without_the_lease_it_does) {
  hooks().persist_lease = false;
  harness().restart();
  put(kTable, "a", "1");
  harness().clock().advance(10 * kMicrosPerSecond);
  const CommitTime served = safe_time();
  harness().clock().step_wall_to(testing::kTestEpoch_us);
  harness().power_cut();
  EXPECT_LE(put(kTable, "a", "2"), served);
}

TEST_F(GroupCommitTest, the_lease_holds_for_commits_too_and_a_clean_restart_does_not_run_ahead) {
  CommitTime last = 0;
  for (int i = 0; i < 10; ++i) {
    harness().clock().advance(kMicrosPerSecond / 5);
    last = put(kTable, "a", "1");
    if (i % 3 == 0) {
      harness().clock().step_wall_to(testing::kTestEpoch_us);
      harness().power_cut();
      const CommitTime next = put(kTable, "a", "2");
      ASSERT_GT(next, last);
      last = next;
    }
  }
  harness().restart();
  EXPECT_EQ(put(kTable, "a", "3"), last + 1);
}

TEST_F(GroupCommitTest, relaxed_commits_cost_no_sync_and_are_on_the_disk_soon) {
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.durability = RocksDbOptions::Durability::relaxed;
  start({}, options);
  put(kTable, "a", "0");
  const auto before = syncs();
  for (int i = 0; i < 1000; ++i) put(kTable, key_of(i), "v");
  EXPECT_LT(syncs() - before, 100U);
  const auto written = syncs();
  for (int i = 0; i < 500 && syncs() < written + 2; ++i) {
    put(kTable, "again", "v");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  harness().power_cut();
  EXPECT_EQ(count_rows(kTable), 1002);
}

TEST_F(GroupCommitTest, a_clean_close_loses_no_relaxed_commit) {
  RocksDbOptions options = testing::RocksDbHarness::small_options();
  options.durability = RocksDbOptions::Durability::relaxed;
  start({}, options);
  fill(kTable, 1000, "v");
  harness().close();
  harness().close_after_power_loss();
  ASSERT_TRUE(harness().open());
  EXPECT_EQ(count_rows(kTable), 1000);
}

// A group is bounded, and commits that are larger than the bound are written too.
TEST_F(GroupCommitTest, large_commits_are_whole) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      Declared declared;
      for (int i = 0; i < 25; ++i) {
        declared.exclusive.push_back(
            {.space = kTable, .partition = 0, .bytes = key_of(thread * 100 + i)});
      }
      ASSERT_TRUE(engine().transact(declared, [&](Transaction& transaction) {
        for (const Key& key : declared.exclusive) transaction.put(key, std::string(400'000, 'v'));
        return Result<void>();
      }));
    });
  }
  threads.clear();
  harness().power_cut();
  EXPECT_EQ(count_rows(kTable), 200);
}

TEST(KeyLocksTest, a_writer_gets_its_turn_among_readers_that_never_pause) {
  rocks::KeyLocks locks;
  const Key settings{.space = 1, .partition = 0, .bytes = "settings"};
  std::atomic<bool> stop{false};
  std::latch reading(4);
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      bool first = true;
      while (!stop) {
        const rocks::KeyLocks::Held held(locks, {.exclusive = {}, .shared = {settings}});
        if (std::exchange(first, false)) reading.arrive_and_wait();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
  }
  reading.wait();
  for (int i = 0; i < 10; ++i) {
    const rocks::KeyLocks::Held held(locks, {.exclusive = {settings}, .shared = {}});
  }
  stop = true;
}

TEST(KeyLocksTest, keys_declared_in_any_order_do_not_deadlock) {
  rocks::KeyLocks locks;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937_64 random(static_cast<std::uint64_t>(thread));
      for (int i = 0; i < 2000; ++i) {
        Declared declared;
        for (int key = 0; key < 6; ++key) {
          auto& keys = random() % 2 == 0 ? declared.exclusive : declared.shared;
          keys.push_back({.space = 1, .partition = 0, .bytes = std::to_string(random() % 10)});
        }
        const rocks::KeyLocks::Held held(locks, declared);
      }
    });
  }
}

}  // namespace
}  // namespace quondam::engine
