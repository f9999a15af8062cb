#include "ops/watched_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

using testing::HasSubstr;
using Checks = std::vector<PolicyCheck>;

PolicyCheck recovery(bool on) {
  return {"t", kWantsRecovery, on};
}

std::vector<std::string> kinds(const std::vector<WatchEvent>& events) {
  std::vector<std::string> found;
  for (const WatchEvent& event : events) {
    found.push_back((event.kind == WatchEvent::Kind::alert ? "alert " : "resolved ") +
                    event.check.requirement);
  }
  return found;
}

TEST(WatchedPolicy, TellsEachChangeOnce) {
  WatchedPolicy watched;
  const auto take = [&](bool on) { return kinds(watched.take(Checks{recovery(on)}, 0)); };
  EXPECT_THAT(take(true), testing::IsEmpty());
  EXPECT_THAT(take(false), testing::ElementsAre("alert PointInTimeRecovery"));
  EXPECT_THAT(take(false), testing::IsEmpty());
  EXPECT_THAT(take(true), testing::ElementsAre("resolved PointInTimeRecovery"));
}

TEST(WatchedPolicy, TheFirstCheckTellsAllThatIsNotMet) {
  WatchedPolicy watched;
  EXPECT_THAT(kinds(watched.take(Checks{recovery(false)}, 0)),
              testing::ElementsAre("alert PointInTimeRecovery"));
}

TEST(WatchedPolicy, AnEndpointThatIsDownIsAnAlertOfItsOwn) {
  WatchedPolicy watched;
  const Outcome<Checks> down = failed("it is down");
  EXPECT_THAT(kinds(watched.take(Checks{recovery(false)}, 0)), testing::SizeIs(1));
  EXPECT_THAT(kinds(watched.take(down, 0)), testing::ElementsAre("alert Endpoint"));
  EXPECT_THAT(kinds(watched.take(down, 0)), testing::IsEmpty());
  EXPECT_THAT(kinds(watched.take(Checks{recovery(false)}, 0)),
              testing::ElementsAre("resolved Endpoint"));
}

TEST(WatchedPolicy, Metrics) {
  WatchedPolicy watched;
  (void)watched.take(Checks{recovery(false), {"o\"\\", kWantsProtection, true}}, 7'000'000);
  const std::string metrics = watched.metrics();
  EXPECT_THAT(metrics,
              HasSubstr("quondam_policy_met{table=\"t\",requirement=\"PointInTimeRecovery\"} 0\n"));
  EXPECT_THAT(
      metrics,
      HasSubstr("quondam_policy_met{table=\"o\\\"\\\\\",requirement=\"DeletionProtection\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("quondam_policy_last_check_timestamp_seconds 7\n"));
  EXPECT_THAT(metrics, HasSubstr("quondam_policy_alerts_total 1\n"));
}

}  // namespace
}  // namespace quondam::ops
