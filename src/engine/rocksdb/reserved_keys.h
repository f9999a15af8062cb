// The keys of a space that belong to the engine itself: they sort after every key of the layers
// above, so one upper bound on every cursor hides them.
#pragma once

#include <string_view>

namespace quondam::engine::rocks {

// Keys from here to the end of a space are the engine's.
inline constexpr std::string_view kReservedKeys = "\xff\xff\xff\xff\xff\xff\xff\xff";

// Written into a space before each clone of it, with a value that grows; the clone is whole only if
// the value is found in it.
inline constexpr std::string_view kSentinelKey =
    "\xff\xff\xff\xff\xff\xff\xff\xff"
    "clone";

inline bool is_reserved(std::string_view key) {
  return key >= kReservedKeys;
}

}  // namespace quondam::engine::rocks
