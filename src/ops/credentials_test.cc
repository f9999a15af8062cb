#include "ops/credentials.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace quondam::ops {
namespace {

constexpr Micros kMinute = 60 * kMicrosPerSecond;
constexpr Micros kStart = 1'000'000 * kMicrosPerSecond;

// Credentials that are good for an hour, from somebody who may fail.
class KeptCredentialsTest : public testing::Test {
 protected:
  Outcome<Credentials> fetch() {
    ++fetched_;
    if (fails_) return failed("gone");
    return Credentials{"KEY-" + std::to_string(fetched_), "s", "t", clock_->wall_us() + lifetime_};
  }
  KeptCredentials kept() {
    return KeptCredentials(
        *fetch(), [this] { return fetch(); }, clock_);
  }

  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(kStart);
  Micros lifetime_ = 60 * kMinute;
  int fetched_ = 0;
  bool fails_ = false;
};

TEST_F(KeptCredentialsTest, AreFetchedAgainFifteenMinutesBeforeTheirEnd) {
  KeptCredentials credentials = kept();
  clock_->advance(45 * kMinute);
  EXPECT_EQ(credentials.current()->key_id, "KEY-1");
  clock_->advance(1);
  EXPECT_EQ(credentials.current()->key_id, "KEY-2");
  EXPECT_EQ(credentials.key_id(), "KEY-2");
  EXPECT_EQ(credentials.current()->key_id, "KEY-2");
  EXPECT_EQ(fetched_, 2);
}

TEST_F(KeptCredentialsTest, AFailureCountsInTheLastTenMinutes) {
  KeptCredentials credentials = kept();
  fails_ = true;
  clock_->advance(49 * kMinute);
  EXPECT_EQ(credentials.current()->key_id, "KEY-1");
  EXPECT_EQ(fetched_, 2) << "it was tried";
  clock_->advance(2 * kMinute);
  const auto none = credentials.current();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "gone");
}

TEST_F(KeptCredentialsTest, ShortOnesAreNotFetchedForEveryRequest) {
  lifetime_ = 5 * kMinute;
  KeptCredentials credentials = kept();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(credentials.current());
  EXPECT_EQ(fetched_, 1);
  clock_->advance(kMinute);
  EXPECT_EQ(credentials.current()->key_id, "KEY-2");
  // But one that has expired is never used.
  lifetime_ = 1;
  clock_->advance(kMinute);
  EXPECT_TRUE(credentials.current());
  clock_->advance(2);
  EXPECT_EQ(credentials.current()->key_id, "KEY-4");
}

TEST_F(KeptCredentialsTest, ThoseThatComeExpiredAreRefused) {
  KeptCredentials credentials(
      Credentials{"K", "s", "", kStart},
      [] {
        return Outcome<Credentials>(Credentials{"K", "s", "", kStart});
      },
      clock_);
  clock_->advance(1);
  const auto none = credentials.current();
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("expired"), std::string::npos);
}

// In the first five minutes the others go on with what they have while one fetches.
TEST_F(KeptCredentialsTest, OneFetchesWhileOthersGoOn) {
  std::atomic<bool> fetching = false;
  std::atomic<bool> go_on = false;
  KeptCredentials credentials(
      *fetch(),
      [&] {
        fetching = true;
        fetching.notify_all();
        go_on.wait(false);
        return fetch();
      },
      clock_);
  clock_->advance(46 * kMinute);
  std::thread one([&] { EXPECT_EQ(credentials.current()->key_id, "KEY-2"); });
  fetching.wait(false);
  EXPECT_EQ(credentials.current()->key_id, "KEY-1");
  go_on = true;
  go_on.notify_all();
  one.join();
  EXPECT_EQ(credentials.current()->key_id, "KEY-2");
}

TEST(CredentialsFromJson, WantsAKeyAndASecret) {
  const auto read = [](std::string_view text) {
    return credentials_from_json(text, "Token", "somebody");
  };
  const auto whole = read(
      R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"1970-01-01T00:00:01Z"})");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->session_token, "t");
  EXPECT_EQ(whole->expires_us, kMicrosPerSecond);
  EXPECT_FALSE(read(R"({"AccessKeyId":"A","SecretAccessKey":"s"})")->expires_us);
  for (const char* text : {"", "no", "[]", R"({"AccessKeyId":"A"})", R"({"SecretAccessKey":"s"})",
                           R"({"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"soon"})"})
    EXPECT_FALSE(read(text)) << text;
  const auto refused = read(R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"not trusted"})");
  EXPECT_NE(refused.error().message.find("not trusted"), std::string::npos);
}

}  // namespace
}  // namespace quondam::ops
