#include "engine/commit_clock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace quondam::engine {
namespace {

constexpr Micros kNow = 1'760'000'000ULL * kMicrosPerSecond;

// What an engine does before it lets a time out of its hands.
void persist(CommitClock& clock, CommitTime time, CommitTime& durable_lease) {
  if (const auto lease = clock.lease_to_persist(time)) {
    durable_lease = *lease;
    clock.lease_persisted(*lease);
  }
}

TEST(CommitClock, follows_the_wall_clock_and_never_repeats_or_goes_back) {
  ManualClock wall(kNow);
  CommitClock clock(wall, 0);
  const CommitTime first = clock.begin();
  EXPECT_EQ(first, kNow);
  EXPECT_EQ(clock.begin(), kNow + 1);
  wall.advance(1000);
  EXPECT_EQ(clock.begin(), kNow + 1000);
  wall.step_wall_to(kNow - kMicrosPerDay);
  EXPECT_EQ(clock.begin(), kNow + 1001);
  EXPECT_EQ(clock.last(), kNow + 1001);
}

TEST(CommitClock, safe_time_stays_before_the_oldest_commit_in_flight) {
  ManualClock wall(kNow);
  CommitClock clock(wall, 0);
  const CommitTime slow = clock.begin();
  const CommitTime fast = clock.begin();
  wall.advance(kMicrosPerSecond);
  EXPECT_EQ(clock.safe_time(), slow - 1);
  clock.end(slow);
  EXPECT_EQ(clock.safe_time(), fast - 1);
  clock.end(fast);
  EXPECT_EQ(clock.safe_time(), kNow + kMicrosPerSecond);
}

TEST(CommitClock, what_begins_after_a_served_safe_time_is_later) {
  ManualClock wall(kNow);
  CommitClock clock(wall, 0);
  const CommitTime safe = clock.safe_time();
  EXPECT_GT(clock.begin(), safe);
}

TEST(CommitClock, safe_time_waits_for_what_is_older_than_a_commit_that_has_ended) {
  ManualClock wall(kNow);
  CommitClock clock(wall, 0);
  const CommitTime slow = clock.begin();
  const CommitTime fast = clock.begin();
  clock.end(fast);
  std::atomic<bool> slow_ended = false;
  std::jthread ender([&] {
    std::this_thread::yield();
    slow_ended = true;
    clock.end(slow);
  });
  EXPECT_GE(clock.safe_time(), fast);
  EXPECT_TRUE(slow_ended);
}

TEST(CommitClock, a_lease_reaches_ahead_and_is_renewed_half_way) {
  ManualClock wall(kNow);
  CommitClock clock(wall, 0);
  const CommitTime time = clock.begin();
  const auto lease = clock.lease_to_persist(time);
  ASSERT_TRUE(lease);
  EXPECT_EQ(*lease, time + CommitClock::kLeaseAhead_us);
  EXPECT_TRUE(clock.lease_to_persist(time)) << "still owed until it is durable";
  clock.lease_persisted(*lease);
  EXPECT_FALSE(clock.lease_to_persist(time));
  EXPECT_FALSE(clock.lease_to_persist(time + CommitClock::kLeaseAhead_us / 2));
  EXPECT_TRUE(clock.lease_to_persist(time + CommitClock::kLeaseAhead_us / 2 + 1));
  clock.lease_persisted(time);
  EXPECT_FALSE(clock.lease_to_persist(time)) << "an older lease that arrives late changes nothing";
}

// The trap: nothing was written, but a safe_time was served; then the power fails and the clock is
// set back.
TEST(CommitClock, after_an_idle_safe_time_a_crash_and_a_clock_set_back_commits_are_still_later) {
  CommitTime durable_lease = 0;
  CommitTime served = 0;
  ManualClock wall(kNow);
  {
    CommitClock clock(wall, durable_lease);
    for (int i = 0; i < 10; ++i) {
      wall.advance(400'000);
      served = clock.safe_time();
      persist(clock, served, durable_lease);
      ASSERT_GE(durable_lease, served);
    }
  }
  wall.step_wall_to(kNow - 3600 * kMicrosPerSecond);
  CommitClock restarted(wall, durable_lease);
  const CommitTime time = restarted.begin();
  EXPECT_GT(time, served);
  EXPECT_LE(time, served + CommitClock::kLeaseAhead_us + 1) << "no further ahead than a lease";
}

TEST(CommitClock, a_clean_restart_goes_on_where_it_stopped) {
  ManualClock wall(kNow);
  CommitTime persisted = 0;
  {
    CommitClock clock(wall, 0);
    clock.end(clock.begin());
    static_cast<void>(clock.safe_time());
    persisted = clock.last();
  }
  EXPECT_EQ(CommitClock(wall, persisted).begin(), persisted + 1);
}

TEST(CommitClock, many_threads_get_different_times_and_a_safe_time_never_overtakes_them) {
  ManualClock wall(kNow);
  CommitClock clock(wall, 0);
  std::mutex mutex;
  std::set<CommitTime> times;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      CommitTime last_safe = 0;
      for (int i = 0; i < 2000; ++i) {
        const CommitTime time = clock.begin();
        EXPECT_GT(time, last_safe);
        {
          const std::lock_guard lock(mutex);
          EXPECT_TRUE(times.insert(time).second);
        }
        clock.end(time);
        last_safe = clock.safe_time();
        EXPECT_GE(last_safe, time);
      }
    });
  }
}

}  // namespace
}  // namespace quondam::engine
