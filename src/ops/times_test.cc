#include "ops/times.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

// 2026-11-22T19:00:00Z.
constexpr Micros kNow = 1'795'374'000ULL * kMicrosPerSecond;
constexpr Micros kHour = 3600 * kMicrosPerSecond;
constexpr Micros kMinute = 60 * kMicrosPerSecond;

TEST(Times, RelativeMomentsCountBackFromNow) {
  EXPECT_EQ(parse_relative("-5m", kNow), kNow - 5 * kMinute);
  EXPECT_EQ(parse_relative("-2h30m", kNow), kNow - 2 * kHour - 30 * kMinute);
  EXPECT_EQ(parse_relative("-1d", kNow), kNow - kMicrosPerDay);
  EXPECT_EQ(parse_relative("-90s", kNow), kNow - 90 * kMicrosPerSecond);
  EXPECT_EQ(parse_relative("-1d2h3m4s", kNow),
            kNow - kMicrosPerDay - 2 * kHour - 3 * kMinute - 4 * kMicrosPerSecond);
  EXPECT_EQ(parse_relative("-0s", kNow), kNow);
}

TEST(Times, NothingElseIsRelative) {
  for (const char* text :
       {"", "-", "5m", "+5m", "-5", "-m", "-5x", "-5m2h", "-5m5m", "-5m ", "- 5m", "-5.5m", "--5m",
        "-99999999999s", "-9999999999d", "-18446744073709551615s", "-5M"})
    EXPECT_FALSE(parse_relative(text, kNow)) << text;
}

TEST(Times, EveryFormButANameIsKnownHere) {
  EXPECT_EQ(parse_local_moment("2026-11-22T18:00:00Z", kNow).value()->at_us, kNow - kHour);
  EXPECT_EQ(parse_local_moment("2026-11-22T19:00:00+01:00", kNow).value()->at_us, kNow - kHour);
  EXPECT_EQ(parse_local_moment("1795370400", kNow).value()->at_us, kNow - kHour);
  EXPECT_EQ(parse_local_moment("-1h", kNow).value()->at_us, kNow - kHour);
  const Moment now = *parse_local_moment("now", kNow).value();
  EXPECT_TRUE(now.is_now);
  EXPECT_EQ(now.at_us, kNow);
}

TEST(Times, ARelativeMomentIsShownWithWhatWasTyped) {
  EXPECT_EQ(parse_local_moment("-1h", kNow).value()->shown(), "2026-11-22T18:00:00Z (-1h)");
  EXPECT_EQ(parse_local_moment("1795370400", kNow).value()->shown(), "2026-11-22T18:00:00Z");
}

TEST(Times, WhatMayBeARestorePointIsLeftToTheServer) {
  for (const char* name : {"before-migration-42", "x", "_a.b", "yesterday", "Now"})
    EXPECT_FALSE(parse_local_moment(name, kNow).value()) << name;
}

TEST(Times, WhatCannotBeAMomentIsWrongUsage) {
  for (const char* text : {"", "2026-13-01T00:00:00Z", "2026-11-22", "2026-11-22T19:00:00", "5m",
                           "-5", "-5m2h", "a b", "über"}) {
    const auto moment = parse_local_moment(text, kNow);
    ASSERT_FALSE(moment) << text;
    EXPECT_EQ(moment.error().exit_code, kUsage);
    EXPECT_NE(moment.error().what_next.find("2026-11-22T19:00:00Z"), std::string::npos);
  }
}

}  // namespace
}  // namespace quondam::ops
