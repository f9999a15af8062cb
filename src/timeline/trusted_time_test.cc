// Destroying needs two clocks (design, section 1): a clock 36 days ahead must not erase a window.

#include "timeline/trusted_time.h"

#include <gtest/gtest.h>

#include "engine/testing/engine_harness.h"

namespace quondam::timeline {
namespace {

class TrustedTimeTest : public testing::Test {
 protected:
  void open(bool vouched = false) {
    auto opened = TrustedTime::open(harness_->engine(), harness_->clock(), vouched);
    ASSERT_TRUE(opened);
    time_ = *std::move(opened);
  }
  ManualClock& clock() { return harness_->clock(); }

  std::unique_ptr<engine::testing::EngineHarness> harness_ =
      engine::testing::memory_engine().make({});
  std::unique_ptr<TrustedTime> time_;
};

TEST_F(TrustedTimeTest, TimeThatPassesIsTrusted) {
  open();
  for (int day = 0; day < 40; ++day) {
    clock().advance(kMicrosPerDay);
    ASSERT_EQ(time_->now(), clock().wall_us());
  }
}

TEST_F(TrustedTimeTest, AStepForwardIsNotTrustedUntilTimeCatchesUp) {
  open();
  clock().step_wall_to(clock().wall_us() + 36 * kMicrosPerDay);
  EXPECT_EQ(time_->now().error().code, ErrorCode::clock_untrusted);
  clock().advance(kMicrosPerDay);
  EXPECT_EQ(time_->now().error().code, ErrorCode::clock_untrusted);
  clock().step_wall_to(clock().wall_us() - 36 * kMicrosPerDay);
  EXPECT_EQ(time_->now(), clock().wall_us());
}

TEST_F(TrustedTimeTest, AStepForwardDoesNotBecomeTrueByRestartingTheProcess) {
  open();
  clock().step_wall_to(clock().wall_us() + kMicrosPerDay);
  EXPECT_FALSE(time_->now());
  time_.reset();
  harness_->restart();
  open();
  EXPECT_EQ(time_->now().error().code, ErrorCode::clock_untrusted);
}

TEST_F(TrustedTimeTest, AcrossARebootAWeekIsBelieved) {
  open();
  time_.reset();
  clock().reboot();
  clock().step_wall_to(clock().wall_us() + 6 * kMicrosPerDay);
  open();
  EXPECT_EQ(time_->now(), clock().wall_us());
}

TEST_F(TrustedTimeTest, AcrossARebootMoreThanAWeekWaitsForTheOperator) {
  open();
  time_.reset();
  clock().reboot();
  clock().step_wall_to(clock().wall_us() + 8 * kMicrosPerDay);
  open();
  EXPECT_EQ(time_->now().error().code, ErrorCode::clock_untrusted);
  time_.reset();
  open(/*vouched=*/true);
  EXPECT_EQ(time_->now(), clock().wall_us());
}

TEST_F(TrustedTimeTest, AClockSetBackDestroysLessAndComingForwardAgainIsNoStep) {
  open();
  clock().advance(kMicrosPerDay);
  ASSERT_TRUE(time_->now());
  const Micros right = clock().wall_us();
  clock().step_wall_to(right - 30 * kMicrosPerDay);
  EXPECT_EQ(time_->now(), right - 30 * kMicrosPerDay);
  clock().advance(kMicrosPerSecond);
  ASSERT_TRUE(time_->now());
  clock().step_wall_to(right + kMicrosPerSecond);
  EXPECT_EQ(time_->now(), right + kMicrosPerSecond);
}

}  // namespace
}  // namespace quondam::timeline
