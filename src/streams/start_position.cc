#include "streams/start_position.h"

#include <algorithm>

#include "catalog/stream_settings.h"

namespace quondam::streams {

namespace {

Result<Position> of_sequence_number(const Shard& shard, const Start& start, CommitTime trimmed) {
  const Position named = start.sequence_number;
  if (named < shard.first_position() || named > shard.last_position())
    return fail(ErrorCode::validation, "");
  if (named.time <= trimmed) return fail(ErrorCode::outside_window, "");
  return start.at == StartAt::at_sequence_number ? named : after(named);
}

}  // namespace

Result<Position> start_position(const catalog::Stream& stream, const Shard& shard,
                                const Start& start, CommitTime now) {
  const CommitTime trimmed = catalog::trimmed_until(stream, now);
  const Position oldest{std::max(shard.after, trimmed) + 1, 0};
  const Position end{shard.last + 1, 0};
  switch (start.at) {
    case StartAt::trim_horizon:
      return oldest;
    case StartAt::latest:
      return shard.closed ? end : Position{std::max(shard.after, now) + 1, 0};
    case StartAt::at_sequence_number:
    case StartAt::after_sequence_number:
      return of_sequence_number(shard, start, trimmed);
    case StartAt::at_timestamp:
      if (start.timestamp > now) return fail(ErrorCode::validation, "");
      return std::clamp(Position{start.timestamp, 0}, oldest, end);
  }
  return fail(ErrorCode::internal, "an unknown start of an iterator");
}

}  // namespace quondam::streams
