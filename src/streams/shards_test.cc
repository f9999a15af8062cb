// Shards: rotation, lineage, trimming, closing (developer guide, "DynamoDB Streams").

#include "streams/shards.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace quondam::streams {
namespace {

constexpr CommitTime kStart = 1'764'111'600'000'123;
constexpr Micros kHour_us = 3600 * kMicrosPerSecond;

class Shards : public ::testing::Test {
 protected:
  Shards() {
    table_.id = 0xab;
    stream_ = {.view = catalog::Stream::View::keys_only,
               .label_us = kStart - 123,
               .enabled_at = kStart,
               .disabled_at = std::nullopt};
  }
  [[nodiscard]] std::vector<Shard> at(CommitTime now) const {
    return shards_of(table_, stream_, now);
  }

  catalog::Table table_;
  catalog::Stream stream_;
};

TEST_F(Shards, AStreamBeginsWithOneOpenShard) {
  const auto shards = at(kStart);
  ASSERT_EQ(shards.size(), 1U);
  EXPECT_EQ(shards[0].id, "shardId-00000001764111600000-000000ab");
  EXPECT_FALSE(shards[0].parent_id);
  EXPECT_FALSE(shards[0].closed);
  EXPECT_EQ(shards[0].first_position(), (Position{kStart + 1, 0}))
      << "the commit that enabled it is none of its own";
}

TEST_F(Shards, RotateEveryFourHoursEachTheParentOfTheNext) {
  const auto shards = at(kStart + 9 * kHour_us);
  ASSERT_EQ(shards.size(), 3U);
  for (std::size_t i = 0; i < shards.size(); ++i) {
    EXPECT_EQ(shards[i].closed, i < 2);
    EXPECT_EQ(shards[i].after, kStart + i * kShardLife_us);
    EXPECT_EQ(shards[i].last, kStart + (i + 1) * kShardLife_us);
    if (i == 0) continue;
    EXPECT_EQ(shards[i].parent_id, shards[i - 1].id);
    EXPECT_LT(shards[i - 1].id, shards[i].id);
    EXPECT_LT(shards[i - 1].last_position(), shards[i].first_position());
  }
}

TEST_F(Shards, AShardIsClosedOnceNoCommitOfItsTimeCanCome) {
  const CommitTime last = kStart + kShardLife_us;
  EXPECT_EQ(at(last - 1).size(), 1U);
  const auto shards = at(last);
  ASSERT_EQ(shards.size(), 2U);
  EXPECT_TRUE(shards[0].closed);
  EXPECT_FALSE(shards[1].closed);
}

TEST_F(Shards, AreTrimmedADayAfterTheirLastRecordCanHaveCome) {
  const CommitTime first_last = kStart + kShardLife_us;
  EXPECT_EQ(at(first_last + kMicrosPerDay - 1).front().after, kStart);
  const auto shards = at(first_last + kMicrosPerDay);
  EXPECT_EQ(shards.front().after, first_last);
  EXPECT_EQ(shards.front().parent_id, at(kStart).front().id) << "a child goes on naming its parent";
  EXPECT_EQ(shards.size(), 7U);
}

TEST_F(Shards, AreTheSameWheneverOneLooks) {
  const auto early = at(kStart + 5 * kHour_us);
  const auto late = at(kStart + 30 * kHour_us);
  const auto same = std::ranges::find(late, early[1].id, &Shard::id);
  ASSERT_NE(same, late.end());
  EXPECT_EQ(same->after, early[1].after);
  EXPECT_EQ(same->last, early[1].last);
}

TEST_F(Shards, DisablingClosesTheOpenOne) {
  stream_.disabled_at = kStart + 5 * kHour_us;
  const auto shards = at(*stream_.disabled_at);
  ASSERT_EQ(shards.size(), 2U);
  EXPECT_TRUE(shards[1].closed);
  EXPECT_EQ(shards[1].last, *stream_.disabled_at);
  EXPECT_EQ(at(kStart + 20 * kHour_us).size(), 2U) << "no other follows";
  EXPECT_EQ(at(*stream_.disabled_at + kMicrosPerDay - 1).size(), 1U);
  EXPECT_TRUE(at(*stream_.disabled_at + 2 * kMicrosPerDay).empty());
}

TEST_F(Shards, DisablingAtTheEndOfAShardOpensNoEmptyOne) {
  stream_.disabled_at = kStart + kShardLife_us;
  EXPECT_EQ(at(*stream_.disabled_at).size(), 1U);
}

TEST_F(Shards, AreFoundByWhereTheyBegin) {
  const CommitTime now = kStart + 60 * kHour_us;
  EXPECT_TRUE(shard_behind(table_, stream_, kStart, now)) << "a trimmed one too";
  EXPECT_EQ(shard_behind(table_, stream_, kStart + kShardLife_us, now)->parent_id,
            at(kStart).front().id);
  EXPECT_FALSE(shard_behind(table_, stream_, kStart + 1, now));
  EXPECT_FALSE(shard_behind(table_, stream_, kStart - kShardLife_us, now));
  stream_.disabled_at = kStart + kHour_us;
  EXPECT_FALSE(shard_behind(table_, stream_, kStart + kShardLife_us, now));
}

}  // namespace
}  // namespace quondam::streams
