// Where a record stands in a stream, and the sequence number that names it.
//
// A sequence number is derived from the change itself: 1, then 20 digits of the commit's time, then
// 5 digits of the change's number in its commit. So the numbers ascend as the changes do, also
// across a restart, as text and as integers (the 1 in front keeps leading zeros for programs that
// read them as integers).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "timeline/record.h"

namespace quondam::streams {

using timeline::CommitTime;

// Of a record; or of a place between records: before the first one that is not earlier.
struct Position {
  CommitTime time = 0;
  std::uint32_t n = 0;  // of the change in its commit

  friend auto operator<=>(const Position&, const Position&) = default;
};

// The largest n: a commit has far fewer changes (a transaction has at most 100).
inline constexpr std::uint32_t kLargestN = 99'999;

// The first place behind the record.
[[nodiscard]] Position after(Position record);

[[nodiscard]] std::string sequence_number(Position position);
// nullopt for what sequence_number() does not write.
[[nodiscard]] std::optional<Position> parse_sequence_number(std::string_view text);

}  // namespace quondam::streams
