#include "base/moment_text.h"

#include <gtest/gtest.h>

namespace quondam {
namespace {

// 2026-11-22T19:00:00Z, by `date -u -d`.
constexpr Micros kEvening = 1'795'374'000ULL * kMicrosPerSecond;

TEST(MomentText, ReadsIsoTimesWithAZone) {
  EXPECT_EQ(parse_moment("2026-11-22T19:00:00Z").value(), kEvening);
  EXPECT_EQ(parse_moment("2026-11-22T20:00:00+01:00").value(), kEvening);
  EXPECT_EQ(parse_moment("2026-11-22T20:00:00+0100").value(), kEvening);
  EXPECT_EQ(parse_moment("2026-11-22T13:30:00-05:30").value(), kEvening);
  EXPECT_EQ(parse_moment("2026-11-22T19:00:00.25Z").value(), kEvening + 250'000);
  EXPECT_EQ(parse_moment("2026-11-22T19:00:00.0000019Z").value(), kEvening + 1);
  EXPECT_EQ(parse_moment("1970-01-01T00:00:00Z").value(), 0U);
  EXPECT_EQ(parse_moment("2024-02-29T00:00:00Z").value(), 1'709'164'800ULL * kMicrosPerSecond);
}

TEST(MomentText, ReadsSecondsSinceTheEpoch) {
  EXPECT_EQ(parse_moment("1795374000").value(), kEvening);
  EXPECT_EQ(parse_moment("1795374000.250001").value(), kEvening + 250'001);
  EXPECT_EQ(parse_moment("0").value(), 0U);
}

TEST(MomentText, RefusesWhatIsNoMoment) {
  for (const char* text : {"",
                           "now",
                           "-5m",
                           "2026-11-22",
                           "2026-11-22T19:00:00",
                           "2026-11-22T19:00Z",
                           "2026-11-22 19:00:00Z",
                           "2026-13-22T19:00:00Z",
                           "2026-02-30T19:00:00Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T19:60:00Z",
                           "2026-11-22T19:00:00.Z",
                           "2026-11-22T19:00:00+1",
                           "2026-11-22T19:00:00+25:00",
                           "2026-11-22T19:00:00ZZ",
                           "-1",
                           "1.",
                           ".5",
                           "1e9",
                           "0x10",
                           "1795374000Z",
                           "9999999999999",
                           "1969-12-31T23:59:59Z",
                           "1970-01-01T00:00:00+01:00",
                           "99999-01-01T00:00:00Z"}) {
    const auto moment = parse_moment(text);
    ASSERT_FALSE(moment) << text;
    EXPECT_EQ(moment.error().code, ErrorCode::validation);
  }
}

TEST(MomentText, WritesAsManyDigitsAsItTakes) {
  EXPECT_EQ(moment_text(kEvening), "2026-11-22T19:00:00Z");
  EXPECT_EQ(moment_text(kEvening + 250'000), "2026-11-22T19:00:00.250Z");
  EXPECT_EQ(moment_text(kEvening + 1), "2026-11-22T19:00:00.000001Z");
  EXPECT_EQ(parse_moment(moment_text(kEvening + 123'456)).value(), kEvening + 123'456);
}

}  // namespace
}  // namespace quondam
