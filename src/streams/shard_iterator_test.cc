// Shard iterators: where they begin, when they expire, what becomes of those that fall behind (API
// reference: GetShardIterator, ExpiredIteratorException, TrimmedDataAccessException).

#include "streams/shard_iterator.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "streams/start_position.h"

namespace quondam::streams {
namespace {

constexpr CommitTime kStart = 1'764'111'600'000'123;
constexpr Micros kHour_us = 3600 * kMicrosPerSecond;
constexpr Micros kMinute_us = 60 * kMicrosPerSecond;

TEST(ShardIterator, ReadsBackAsItWasWritten) {
  const ShardIterator iterator{
      .stream_arn =
          "arn:aws:dynamodb:us-east-1:000000000000:table/a/stream/2026-11-25T23:00:00.000",
      .shard_after = kStart,
      .position = {kStart + 5, 3},
      .issued_at = kStart + 7};
  const std::string text = encode_iterator(iterator);
  EXPECT_EQ(text.find(iterator.stream_arn + "|1|"), 0U) << "as DynamoDB's look";
  EXPECT_EQ(decode_iterator(text), iterator);
}

TEST(ShardIterator, ADamagedOneIsNone) {
  const std::string text =
      encode_iterator({.stream_arn = "arn", .shard_after = 1, .position = {2, 3}, .issued_at = 4});
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = damaged[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(decode_iterator(damaged)) << damaged;
    EXPECT_FALSE(decode_iterator(text.substr(0, i)));
  }
  EXPECT_FALSE(decode_iterator("sdfsdfsgagaddafgagasgasgasdfasdfasdf"));
}

class AnIterator : public ::testing::Test {
 protected:
  [[nodiscard]] CommitTime now() const { return clock_.wall_us(); }
  [[nodiscard]] Shard shard() const { return *shard_behind(table_, stream_, kStart, now()); }
  [[nodiscard]] ShardIterator issue(const Start& start) const {
    return {.stream_arn = "arn",
            .shard_after = kStart,
            .position = *start_position(stream_, shard(), start, now()),
            .issued_at = now()};
  }
  [[nodiscard]] Result<Position> at(StartAt at, Position position = {}) const {
    return start_position(stream_, shard(),
                          {.at = at, .sequence_number = position, .timestamp = position.time},
                          now());
  }

  ManualClock clock_{kStart};
  catalog::Table table_;
  catalog::Stream stream_{.view = {}, .label_us = 0, .enabled_at = kStart, .disabled_at = {}};
};

TEST_F(AnIterator, ExpiresFifteenMinutesAfterItWasIssued) {
  const ShardIterator iterator = issue({});
  clock_.advance(15 * kMinute_us);
  EXPECT_FALSE(iterator.has_expired(now()));
  clock_.advance(1);
  EXPECT_TRUE(iterator.has_expired(now()));
}

TEST_F(AnIterator, OfTrimHorizonBeginsAtTheOldestRecordThatThereCanBe) {
  clock_.advance(kHour_us);
  EXPECT_EQ(at(StartAt::trim_horizon), (Position{kStart + 1, 0}));
  clock_.advance(kMicrosPerDay);
  EXPECT_EQ(at(StartAt::trim_horizon), (Position{kStart + kHour_us + 1, 0}));
}

TEST_F(AnIterator, OfLatestBeginsBehindEveryCommitOfNow) {
  clock_.advance(kHour_us);
  EXPECT_EQ(at(StartAt::latest), (Position{now() + 1, 0}));
  clock_.advance(4 * kHour_us);
  EXPECT_EQ(at(StartAt::latest), (Position{kStart + kShardLife_us + 1, 0})) << "at its end";
}

TEST_F(AnIterator, OfASequenceNumberBeginsAtItOrBehindIt) {
  clock_.advance(kHour_us);
  const Position record{kStart + 77, 2};
  EXPECT_EQ(at(StartAt::at_sequence_number, record), record);
  EXPECT_EQ(at(StartAt::after_sequence_number, record), after(record));
  for (const Position bound : {shard().first_position(), shard().last_position()})
    EXPECT_TRUE(at(StartAt::at_sequence_number, bound));
}

TEST_F(AnIterator, IsRefusedForASequenceNumberOfAnotherShard) {
  for (const CommitTime time : {kStart, kStart + kShardLife_us + 1}) {
    EXPECT_EQ(at(StartAt::at_sequence_number, {time, 0}).error().code, ErrorCode::validation);
  }
}

TEST_F(AnIterator, IsRefusedForASequenceNumberThatIsTrimmed) {
  const Position record{kStart + kMinute_us, 0};
  clock_.advance(kMicrosPerDay + kMinute_us - 1);
  EXPECT_TRUE(at(StartAt::at_sequence_number, record));
  clock_.advance(1);
  EXPECT_EQ(at(StartAt::at_sequence_number, record).error().code, ErrorCode::outside_window);
  EXPECT_EQ(at(StartAt::after_sequence_number, record).error().code, ErrorCode::outside_window);
}

TEST_F(AnIterator, OfATimestampBeginsThereOrAtTheHorizonAndNotInTheFuture) {
  clock_.advance(kHour_us);
  EXPECT_EQ(at(StartAt::at_timestamp, {kStart + kMinute_us, 0}),
            (Position{kStart + kMinute_us, 0}));
  EXPECT_EQ(at(StartAt::at_timestamp, {kStart - kHour_us, 0}), *at(StartAt::trim_horizon));
  EXPECT_EQ(at(StartAt::at_timestamp, {now() + 1, 0}).error().code, ErrorCode::validation);
}

TEST_F(AnIterator, ThatBeginsAtTheHorizonIsNotOvertakenByItWhileItLives) {
  clock_.advance(kMicrosPerDay + kHour_us);
  const ShardIterator iterator = issue({});
  clock_.advance(kIteratorLife_us - 1);
  EXPECT_FALSE(iterator.is_trimmed(stream_, now()));
}

TEST_F(AnIterator, OfASlowReaderIsTrimmed) {
  clock_.advance(kMicrosPerDay + kHour_us);
  ShardIterator iterator = issue({});
  clock_.advance(kHour_us);
  iterator.issued_at = now();
  EXPECT_FALSE(iterator.has_expired(now()));
  EXPECT_TRUE(iterator.is_trimmed(stream_, now()));
}

}  // namespace
}  // namespace quondam::streams
