// The contract of engine.h, over every engine: what was acknowledged survives, what was not is
// whole or absent.
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <vector>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

class DurabilityContract : public EngineContract {
 protected:
  static constexpr int kThreads = 6;

  struct Attempt {
    std::string name;
    Partition left = 0, right = 0;
    bool acknowledged = false;
  };

  // New rows, each attempt one in the table, one in another partition of it and one in the history,
  // until `enough` or the first error.
  void write(int round, int thread, int enough, std::vector<Attempt>& log,
             std::atomic<int>& acknowledged) {
    std::mt19937_64 random(test_seed() + static_cast<unsigned>(100 * round + thread));
    for (int i = 0; i < enough; ++i) {
      Attempt attempt{
          std::to_string(round) + "-" + std::to_string(thread) + "-" + std::to_string(i),
          random() % 4, 4 + random() % 4};
      const auto time = engine().transact(
          {.exclusive = {key_in(kTable, attempt.left, attempt.name)}, .shared = {}},
          [&](Transaction& transaction) {
            for (const Key& key : keys(attempt)) transaction.put(key, attempt.name);
            return Result<void>();
          });
      attempt.acknowledged = time.has_value();
      log.push_back(attempt);
      if (!time) return;
      ++acknowledged;
    }
  }

  static std::vector<Key> keys(const Attempt& attempt) {
    return {key_in(kTable, attempt.left, attempt.name), key_in(kTable, attempt.right, attempt.name),
            key_in(kHistorySpace, attempt.right, attempt.name)};
  }

  void verify(const std::vector<std::vector<Attempt>>& logs) {
    for (const auto& log : logs) {
      for (const Attempt& attempt : log) {
        std::size_t found = 0;
        for (const Key& key : keys(attempt)) found += get(key) == attempt.name ? 1 : 0;
        if (attempt.acknowledged) {
          EXPECT_EQ(found, 3U) << "acknowledged and lost: " << attempt.name;
        } else {
          EXPECT_TRUE(found == 0 || found == 3) << "half applied: " << attempt.name;
        }
      }
    }
  }
};

TEST_P(DurabilityContract, a_restart_loses_nothing) {
  std::vector<std::vector<Attempt>> logs;
  for (int round = 0; round < 3; ++round) {
    const std::size_t first = logs.size();
    logs.resize(first + kThreads);
    std::atomic<int> acknowledged = 0;
    in_threads(kThreads, [&](int thread) {
      write(round, thread, 30, logs[first + static_cast<std::size_t>(thread)], acknowledged);
    });
    EXPECT_EQ(acknowledged, kThreads * 30);
    harness().restart();
    verify(logs);
  }
}

TEST_P(DurabilityContract, a_power_cut_after_the_last_answer_loses_nothing) {
  std::vector<std::vector<Attempt>> logs(kThreads);
  std::atomic<int> acknowledged = 0;
  in_threads(kThreads, [&](int thread) {
    write(0, thread, 30, logs[static_cast<std::size_t>(thread)], acknowledged);
  });
  EXPECT_EQ(acknowledged, kThreads * 30);
  harness().power_cut();
  verify(logs);
}

TEST_P(DurabilityContract, power_lost_under_load_keeps_what_was_acknowledged_and_halves_nothing) {
  std::mt19937_64 random(test_seed());
  SCOPED_TRACE("seed " + std::to_string(test_seed()));
  std::vector<std::vector<Attempt>> logs;
  CommitTime served = 0;
  for (int round = 0; round < 6; ++round) {
    const std::size_t first = logs.size();
    logs.resize(first + kThreads);
    std::atomic<int> acknowledged = 0;
    const int cut_after = static_cast<int>(random() % 120);
    std::jthread cutter([&] {
      while (acknowledged < cut_after) std::this_thread::yield();
      harness().lose_power();
    });
    in_threads(kThreads, [&](int thread) {
      write(round, thread, 100'000, logs[first + static_cast<std::size_t>(thread)], acknowledged);
    });
    cutter.join();
    harness().power_cut();
    verify(logs);
    const auto safe = engine().safe_time();
    ASSERT_TRUE(safe);
    EXPECT_GT(*safe, served);
    served = *safe;
  }
}

QUONDAM_OVER_ALL_ENGINES(DurabilityContract);

}  // namespace
}  // namespace quondam::engine::testing
