#include "streams/shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "catalog/stream_settings.h"

namespace quondam::streams {

namespace {

constexpr Micros kMicrosPerMilli = 1000;

// As DynamoDB's look: "shardId-00000001446500994480-a69421f6".
std::string shard_id(const catalog::Table& table, CommitTime after) {
  return fmt::format("shardId-{:020}-{:08x}", after / kMicrosPerMilli, table.id);
}

}  // namespace

std::optional<Shard> shard_behind(const catalog::Table& table, const catalog::Stream& stream,
                                  CommitTime after, CommitTime now) {
  const CommitTime end =
      stream.disabled_at.value_or(std::numeric_limits<CommitTime>::max() - kShardLife_us);
  if (after < stream.enabled_at || after >= end) return std::nullopt;
  if ((after - stream.enabled_at) % kShardLife_us != 0) return std::nullopt;
  Shard shard{.id = shard_id(table, after),
              .parent_id = std::nullopt,
              .after = after,
              .last = std::min(after + kShardLife_us, end),
              .closed = false};
  if (after > stream.enabled_at) shard.parent_id = shard_id(table, after - kShardLife_us);
  shard.closed = shard.last <= now;
  return shard;
}

std::vector<Shard> shards_of(const catalog::Table& table, const catalog::Stream& stream,
                             CommitTime now) {
  const CommitTime trimmed = catalog::trimmed_until(stream, now);
  std::vector<Shard> shards;
  // Those before this one are trimmed as a whole.
  CommitTime next = trimmed - (trimmed - stream.enabled_at) % kShardLife_us;
  while (auto shard = shard_behind(table, stream, next, now)) {
    next = shard->last;
    shards.push_back(*std::move(shard));
    if (!shards.back().closed) break;
  }
  return shards;
}

}  // namespace quondam::streams
