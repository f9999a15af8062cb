// The contract of engine.h, over every engine: transactions, alone and against each other.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <set>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

constexpr int kThreads = 8;

std::uint64_t number(const std::optional<std::string>& value) {
  return value ? std::stoull(*value) : 0;
}

class TransactContract : public EngineContract {
 protected:
  static Key key(Partition partition, std::string_view name) {
    return key_in(kTable, partition, name);
  }

  // Adds one to a counter; the commit's time, and the value that it wrote.
  std::pair<CommitTime, std::uint64_t> increment(const Key& counter) {
    std::uint64_t written = 0;
    const auto time = engine().transact(
        {.exclusive = {counter}, .shared = {}}, [&](Transaction& transaction) -> Result<void> {
          QUONDAM_ASSIGN(const auto value, transaction.get(counter));
          written = number(value) + 1;
          transaction.put(counter, std::to_string(written));
          return {};
        });
    EXPECT_TRUE(time) << time.error().message;
    return {time.value_or(0), written};
  }
};

TEST_P(TransactContract, reads_see_the_state_before_never_own_writes) {
  put(key(1, "k"), "old");
  const Declared declared{.exclusive = {key(1, "k"), key(2, "new")}, .shared = {}};
  ASSERT_TRUE(engine().transact(declared, [&](Transaction& transaction) -> Result<void> {
    transaction.put(key(1, "k"), "written");
    transaction.put(key(2, "new"), "written");
    EXPECT_EQ(transaction.get(key(1, "k")).value(), "old");
    EXPECT_EQ(transaction.get(key(2, "new")).value(), std::nullopt);
    return {};
  }));
  EXPECT_EQ(get(key(1, "k")), "written");
  ASSERT_TRUE(engine().transact(declared, [&](Transaction& transaction) -> Result<void> {
    transaction.erase(key(1, "k"));
    EXPECT_EQ(transaction.get(key(1, "k")).value(), "written");
    return {};
  }));
  EXPECT_EQ(get(key(1, "k")), std::nullopt);
}

TEST_P(TransactContract, an_error_of_the_function_writes_nothing_and_is_returned) {
  put(key(1, "k"), "old");
  const auto outcome = engine().transact(
      {.exclusive = {key(1, "k"), key(2, "k")}, .shared = {}}, [&](Transaction& transaction) {
        transaction.put(key(1, "k"), "new");
        transaction.put(key(2, "k"), "new");
        transaction.put({kHistorySpace, 1, "h"}, "new");
        return Result<void>(fail(ErrorCode::condition_failed, "as it should be"));
      });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::condition_failed);
  EXPECT_EQ(outcome.error().message, "as it should be");
  EXPECT_EQ(get(key(1, "k")), "old");
  EXPECT_EQ(get(key(2, "k")), std::nullopt);
  EXPECT_EQ(get({kHistorySpace, 1, "h"}), std::nullopt);
  put(key(1, "k"), "goes on");
  EXPECT_EQ(get(key(1, "k")), "goes on");
}

TEST_P(TransactContract, a_transaction_may_only_read_and_has_a_time_then_too) {
  const CommitTime before = put(key(1, "k"), "1");
  std::optional<std::string> seen;
  const auto time = engine().transact({.exclusive = {}, .shared = {key(1, "k")}},
                                      [&](Transaction& transaction) -> Result<void> {
                                        QUONDAM_ASSIGN(seen, transaction.get(key(1, "k")));
                                        return {};
                                      });
  ASSERT_TRUE(time);
  EXPECT_GT(*time, before);
  EXPECT_EQ(seen, "1");
}

// TransactWriteItems declares the settings of one table once an item.
TEST_P(TransactContract, a_key_may_be_declared_more_than_once) {
  const Key own = key(1, "k");
  const Key settings{kCatalogSpace, 0, "settings"};
  const auto time =
      engine().transact({.exclusive = {own, settings, own}, .shared = {settings, settings}},
                        [&](Transaction& transaction) -> Result<void> {
                          transaction.put(own, "1");
                          transaction.put(settings, "2");
                          return {};
                        });
  ASSERT_TRUE(time);
  EXPECT_EQ(get(own), "1");
  EXPECT_EQ(get(settings), "2");
}

TEST_P(TransactContract, no_update_is_lost) {
  constexpr int kIncrements = 60;
  in_threads(kThreads, [&](int thread) {
    for (int i = 0; i < kIncrements; ++i) {
      increment(key(1, "hot"));
      increment(key(static_cast<Partition>(thread % 3), "warm"));
    }
  });
  EXPECT_EQ(get(key(1, "hot")), std::to_string(kThreads * kIncrements));
  EXPECT_EQ(number(get(key(0, "warm"))) + number(get(key(1, "warm"))) + number(get(key(2, "warm"))),
            static_cast<std::uint64_t>(kThreads * kIncrements));
}

TEST_P(TransactContract, commit_times_are_unique_and_what_is_causally_later_has_a_later_time) {
  std::mutex mutex;
  std::set<CommitTime> times;
  std::map<std::uint64_t, CommitTime> time_of_count;
  std::atomic<CommitTime> acknowledged = 0;
  in_threads(kThreads, [&](int thread) {
    const Key own = key(static_cast<Partition>(thread), "own");
    for (int i = 0; i < 60; ++i) {
      const CommitTime earlier = acknowledged;
      CommitTime own_time = 0;
      if (i % 2 == 0) {
        own_time = put(own, "x");
      } else {
        const auto [time, count] = increment(key(1, "count"));
        own_time = time;
        const std::lock_guard lock(mutex);
        time_of_count[count] = time;
      }
      EXPECT_GT(own_time, earlier);
      CommitTime seen = acknowledged;
      while (seen < own_time && !acknowledged.compare_exchange_weak(seen, own_time)) {
      }
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(times.insert(own_time).second) << "time " << own_time << " was given out twice";
    }
  });
  // Who read a count wrote the next one: their times are in that order.
  CommitTime last = 0;
  for (const auto& [count, time] : time_of_count) {
    EXPECT_GT(time, last) << "count " << count;
    last = time;
  }
}

TEST_P(TransactContract, time_is_that_of_the_commit_and_later_than_all_that_it_reads) {
  const Key stamp = key(1, "stamp");
  in_threads(kThreads, [&](int) {
    for (int i = 0; i < 40; ++i) {
      CommitTime inside = 0;
      CommitTime read = 0;
      const auto time = engine().transact(
          {.exclusive = {stamp}, .shared = {}}, [&](Transaction& transaction) -> Result<void> {
            inside = transaction.time();
            QUONDAM_ASSIGN(const auto value, transaction.get(stamp));
            read = number(value);
            transaction.put(stamp, std::to_string(inside));
            return {};
          });
      ASSERT_TRUE(time);
      EXPECT_EQ(*time, inside);
      EXPECT_GT(*time, read);
    }
  });
}

// Whoever declares two keys reads both from one moment, wherever they live; an error that comes
// from reads of two moments never reaches the caller.
TEST_P(TransactContract, declared_keys_of_several_partitions_are_read_from_one_moment) {
  const Key left = key(1, "left");
  const Key right = key(2, "right");
  in_threads(kThreads, [&](int thread) {
    std::mt19937_64 random(test_seed() + static_cast<unsigned>(thread));
    for (int i = 0; i < 50; ++i) {
      const Declared declared = random() % 2 == 0
                                    ? Declared{.exclusive = {left, right}, .shared = {}}
                                    : Declared{.exclusive = {right, left}, .shared = {}};
      const bool only_look = random() % 3 == 0;
      const auto outcome =
          engine().transact(declared, [&](Transaction& transaction) -> Result<void> {
            QUONDAM_ASSIGN(const auto first, transaction.get(left));
            QUONDAM_ASSIGN(const auto second, transaction.get(right));
            if (first != second) return fail(ErrorCode::internal, "torn");
            if (only_look) return {};
            transaction.put(left, std::to_string(number(first) + 1));
            transaction.put(right, std::to_string(number(first) + 1));
            return {};
          });
      EXPECT_TRUE(outcome) << outcome.error().message;
    }
  });
  EXPECT_EQ(get(left), get(right));
}

TEST_P(TransactContract, a_commit_is_seen_whole_in_a_partition_across_spaces) {
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&] {
      while (!done) {
        const auto snapshot = engine().snapshot();
        for (Partition partition = 0; partition < 4; ++partition) {
          const Key state = key(partition, "state");
          const Key extra = key(partition, "extra");
          const auto value = get(*snapshot, state);
          EXPECT_EQ(get(*snapshot, {kHistorySpace, partition, state.bytes}), value);
          EXPECT_EQ(get(*snapshot, {kChangesSpace, partition, state.bytes}), value);
          EXPECT_EQ(get(*snapshot, extra).has_value(), number(value) % 2 == 1);
        }
      }
    });
  }
  in_threads(4, [&](int thread) {
    const auto partition = static_cast<Partition>(thread);
    const Key state = key(partition, "state");
    for (int i = 1; i <= 60; ++i) {
      const auto time = engine().transact(
          {.exclusive = {state}, .shared = {}}, [&](Transaction& transaction) -> Result<void> {
            transaction.put(state, std::to_string(i));
            transaction.put({kHistorySpace, partition, state.bytes}, std::to_string(i));
            if (i % 2 == 1) {
              transaction.put(key(partition, "extra"), "");
            } else {
              transaction.erase(key(partition, "extra"));
            }
            transaction.put({kChangesSpace, partition, state.bytes}, std::to_string(i));
            return {};
          });
      EXPECT_TRUE(time);
    }
  });
  done = true;
}

// A table's settings, read by every write and changed now and then: a write that saw generation g
// committed after the change to g and before the change to g + 1. No write slips past, so none can
// miss its history.
TEST_P(TransactContract, a_shared_key_fences_every_transaction_that_declares_it) {
  struct Written {
    std::uint64_t generation;
    CommitTime time;
  };
  const Key settings{kCatalogSpace, 7, "settings"};
  std::vector<CommitTime> changed_at = {put(settings, "0")};
  std::mutex mutex;
  std::vector<Written> log;
  std::atomic<int> writing = kThreads;
  std::jthread changer([&] {
    while (writing > 0) changed_at.push_back(increment(settings).first);
  });
  in_threads(kThreads, [&](int thread) {
    const Key own = key(static_cast<Partition>(thread), "k");
    for (int i = 0; i < 80; ++i) {
      Written written{};
      const auto time =
          engine().transact({.exclusive = {own}, .shared = {settings}},
                            [&](Transaction& transaction) -> Result<void> {
                              QUONDAM_ASSIGN(const auto value, transaction.get(settings));
                              written = {number(value), transaction.time()};
                              transaction.put(own, *value);
                              return {};
                            });
      EXPECT_TRUE(time);
      const std::lock_guard lock(mutex);
      log.push_back(written);
    }
    --writing;
  });
  changer.join();
  ASSERT_EQ(log.size(), static_cast<std::size_t>(kThreads * 80));
  for (const auto& [generation, time] : log) {
    ASSERT_LT(generation, changed_at.size());
    EXPECT_GT(time, changed_at[generation]);
    if (generation + 1 < changed_at.size()) {
      EXPECT_LT(time, changed_at[generation + 1]);
    }
  }
}

// After the change is acknowledged, nobody acts on what was before it: the other half of the fence,
// without clocks.
TEST_P(TransactContract, once_a_shared_key_has_changed_no_write_acts_on_the_old_value) {
  const Key settings{kCatalogSpace, 7, "settings"};
  put(settings, "open");
  std::atomic<int> committed = 0;
  std::vector<std::jthread> writers;
  for (int thread = 0; thread < 4; ++thread) {
    writers.emplace_back([&, thread] {
      for (int i = 0;; ++i) {
        const Key own = key(static_cast<Partition>(thread), std::to_string(i));
        const auto time =
            engine().transact({.exclusive = {own}, .shared = {settings}},
                              [&](Transaction& transaction) -> Result<void> {
                                QUONDAM_ASSIGN(const auto value, transaction.get(settings));
                                if (value != "open") return fail(ErrorCode::in_use, "closed");
                                transaction.put(own, "");
                                return {};
                              });
        if (!time) {
          EXPECT_EQ(time.error().code, ErrorCode::in_use);
          return;
        }
        ++committed;
        committed.notify_all();
      }
    });
  }
  for (int seen = committed; seen < 40; seen = committed) committed.wait(seen);
  put(settings, "closed");
  const Rows at_the_change = rows(kTable);
  writers.clear();
  EXPECT_EQ(rows(kTable), at_the_change);
}

QUONDAM_OVER_ALL_ENGINES(TransactContract);

}  // namespace
}  // namespace quondam::engine::testing
