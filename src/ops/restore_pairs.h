// Which table is restored as which: "orders", "orders=orders-old".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/failure.h"

namespace quondam::ops {

struct RestorePair {
  std::string source;
  std::string target;
  friend bool operator==(const RestorePair&, const RestorePair&) = default;
};

inline constexpr char kRestoredSuffix[] = "-restored";

// A table without a target gets its own name with the suffix. Wrong usage when two would get the
// same name, or one its own.
Outcome<std::vector<RestorePair>> read_restore_pairs(const std::vector<std::string>& arguments,
                                                     const std::string& suffix);

}  // namespace quondam::ops
