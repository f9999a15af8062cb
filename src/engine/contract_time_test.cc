// The contract of engine.h, over every engine: safe_time and commit times, under load, across
// restarts, power cuts and steps of the clock.
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <vector>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

class TimeContract : public EngineContract {
 protected:
  CommitTime safe_time() {
    const auto time = engine().safe_time();
    EXPECT_TRUE(time) << time.error().message;
    return time.value_or(0);
  }
};

TEST_P(TimeContract, safe_time_is_not_before_the_callers_own_last_commit) {
  in_threads(6, [&](int thread) {
    for (int i = 0; i < 40; ++i) {
      const CommitTime own = put(key_in(kTable, static_cast<Partition>(thread), "k"), "");
      EXPECT_GE(safe_time(), own);
    }
  });
}

TEST_P(TimeContract, an_idle_safe_time_is_now) {
  harness().clock().advance(5 * kMicrosPerSecond);
  EXPECT_GE(safe_time(), harness().clock().wall_us());
  EXPECT_LE(safe_time(), harness().clock().wall_us() + kMicrosPerSecond);
  harness().clock().advance(kMicrosPerDay);
  EXPECT_GE(safe_time(), harness().clock().wall_us());
}

TEST_P(TimeContract, no_commit_is_at_or_before_a_safe_time_that_was_served) {
  const Key key = key_in(kTable, 1, "k");
  for (int i = 0; i < 20; ++i) {
    const CommitTime safe = safe_time();
    if (i == 10) harness().clock().step_wall_to(kTestEpoch_us - 10 * kMicrosPerDay);
    const CommitTime time = put(key, "");
    EXPECT_GT(time, safe);
    EXPECT_GE(safe_time(), time);
  }
}

// Readers take safe_time and then a snapshot, while writers commit and somebody sets the clock: the
// snapshot holds every commit at or before the safe_time, whenever that commit was acknowledged.
TEST_P(TimeContract, every_commit_at_or_before_safe_time_is_visible) {
  constexpr int kWriters = 4;
  constexpr int kCommits = 120;
  struct Observed {
    CommitTime safe;
    Rows rows;
  };
  std::vector<std::vector<Observed>> observed(2);
  std::vector<std::map<std::string, CommitTime>> committed(kWriters);
  std::atomic<bool> done = false;
  std::vector<std::jthread> others;
  for (auto& own : observed) {
    others.emplace_back([&] {
      while (!done) {
        const CommitTime safe = safe_time();
        own.push_back({safe, rows(kTable)});
        std::this_thread::yield();
        if (own.size() > 200) own.erase(own.begin(), own.begin() + 100);
      }
    });
  }
  others.emplace_back([&] {
    std::mt19937_64 random(test_seed());
    while (!done) {
      harness().clock().step_wall_to(kTestEpoch_us + random() % (2 * kMicrosPerSecond));
      std::this_thread::yield();
    }
  });
  in_threads(kWriters, [&](int writer) {
    for (int i = 0; i < kCommits; ++i) {
      const Key key = key_in(kTable, static_cast<Partition>(i % 5),
                             std::to_string(writer) + "-" + std::to_string(i));
      committed[static_cast<std::size_t>(writer)][key.bytes] = put(key, "");
    }
  });
  done = true;
  others.clear();
  for (const auto& own : observed) {
    for (const auto& [safe, seen] : own) {
      for (const auto& commits : committed) {
        for (const auto& [key, time] : commits) {
          if (time <= safe) {
            ASSERT_TRUE(seen.contains(key)) << "commit " << time << ", safe " << safe;
          }
        }
      }
    }
  }
}

// Idle and busy, restarts and power cuts, the clock set back and forward while the machine is off.
TEST_P(TimeContract, times_grow_across_restarts_power_cuts_and_clock_steps) {
  std::mt19937_64 random(test_seed());
  SCOPED_TRACE("seed " + std::to_string(test_seed()));
  const auto below = [&](std::uint64_t end) { return random() % end; };
  CommitTime served = 0;
  for (int round = 0; round < 25; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    for (auto commits = below(4); commits > 0; --commits) {
      const CommitTime time = put(key_in(kTable, below(3), "k"), std::to_string(round));
      ASSERT_GT(time, served);
      served = time;
      harness().clock().advance(below(300'000));
    }
    if (below(3) != 0) {
      harness().clock().advance(below(20 * kMicrosPerSecond));
      const CommitTime safe = safe_time();
      ASSERT_GE(safe, served);
      served = safe;
    }
    const Micros wall_us = harness().clock().wall_us();
    if (below(2) == 0) {
      harness().clock().step_wall_to(wall_us - below(30 * kMicrosPerSecond));
    } else if (below(4) == 0) {
      harness().clock().step_wall_to(wall_us + below(30 * kMicrosPerSecond));
    }
    switch (below(3)) {
      case 0:
        harness().restart();
        break;
      case 1:
        harness().power_cut();
        break;
      default:
        break;
    }
  }
}

QUONDAM_OVER_ALL_ENGINES(TimeContract);

}  // namespace
}  // namespace quondam::engine::testing
