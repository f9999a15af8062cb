#include "ops/retry_policy.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

using std::chrono::milliseconds;

Failure of_type(std::string type) {
  Failure failure;
  failure.type = std::move(type);
  return failure;
}

TEST(RetryPolicy, KnowsWhatPasses) {
  for (const char* type : {"ThrottlingException", "ProvisionedThroughputExceededException",
                           "RequestLimitExceeded", "LimitExceededException"})
    EXPECT_EQ(trouble_of(of_type(type), 400), Trouble::throttled) << type;
  EXPECT_EQ(trouble_of(of_type(""), 429), Trouble::throttled);
  EXPECT_EQ(trouble_of(of_type("InternalServerError"), 500), Trouble::faulty);
  for (const long status : {500, 502, 503, 504})
    EXPECT_EQ(trouble_of(of_type(""), status), Trouble::faulty) << status;
  EXPECT_EQ(trouble_of(of_type(""), 501), Trouble::final);
  EXPECT_EQ(trouble_of(of_type("ValidationException"), 400), Trouble::final);
}

// botocore's ExponentialBackoff: rand(0, 1) * min(scale * 2^i, 20 s).
TEST(RetryPolicy, PausesDoubleAndAreRandom) {
  milliseconds longest{0};
  for (int i = 0; i < 500; ++i) {
    const milliseconds pause = pause_after(Trouble::throttled, 3, {});
    EXPECT_LE(pause, milliseconds(4000));
    longest = std::max(longest, pause);
    EXPECT_LE(pause_after(Trouble::faulty, 3, {}), milliseconds(100));
    EXPECT_LE(pause_after(Trouble::throttled, 30, {}), milliseconds(20'000));
  }
  EXPECT_GT(longest, milliseconds(3000));
}

TEST(RetryPolicy, TheServiceMayAskForLonger) {
  EXPECT_GE(pause_after(Trouble::faulty, 1, milliseconds(2000)), milliseconds(2000));
  EXPECT_LE(pause_after(Trouble::faulty, 1, milliseconds(60'000)), milliseconds(5025));
}

TEST(RetryPolicy, AServiceThatOnlyFailsIsLeftAlone) {
  RetryQuota quota;
  int taken = 0;
  while (quota.take(Trouble::faulty)) ++taken;
  EXPECT_EQ(taken, 35);  // 500 / 14
  quota.succeeded();     // gives back what its last repetition took
  EXPECT_TRUE(quota.take(Trouble::faulty));
  EXPECT_FALSE(quota.take(Trouble::faulty));
}

}  // namespace
}  // namespace quondam::ops
