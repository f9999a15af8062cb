// Shard iterators, as clients carry them: the stream's ARN, "|1|", and the place in the shard as
// base64. They are stored nowhere. What they say is checked when they come back: a client that
// makes one up gets nothing that it could not have asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/table.h"
#include "streams/position.h"

namespace quondam::streams {

// API reference, GetShardIterator: a shard iterator expires 15 minutes after it was returned.
inline constexpr Micros kIteratorLife_us = 15 * 60 * kMicrosPerSecond;

struct ShardIterator {
  std::string stream_arn;
  CommitTime shard_after = 0;  // says which shard
  Position position;           // of the next record
  CommitTime issued_at = 0;

  [[nodiscard]] bool has_expired(CommitTime now) const {
    return now > issued_at + kIteratorLife_us;
  }
  // Whether what it stands on is gone. While an iterator is in hand it may fall behind the trim
  // horizon by as much as it lives: otherwise a reader that begins at the horizon would lose the
  // race against it.
  [[nodiscard]] bool is_trimmed(const catalog::Stream& stream, CommitTime now) const;

  friend bool operator==(const ShardIterator&, const ShardIterator&) = default;
};

[[nodiscard]] std::string encode_iterator(const ShardIterator& iterator);
// nullopt for what encode_iterator() does not write.
[[nodiscard]] std::optional<ShardIterator> decode_iterator(std::string_view text);

}  // namespace quondam::streams
