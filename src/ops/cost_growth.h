// How tables have grown since an earlier `quondam cost --json`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "ops/failure.h"

namespace quondam::ops {

// What an earlier line said.
struct EarlierCost {
  Micros at_us = 0;
  std::uint64_t recovery_bytes = 0;
  double month = 0;
};

// By the name of the table; the last line of each counts, so that a file may be appended to.
// Errors: the file cannot be read, or a line is none of `quondam cost --json`.
Outcome<std::map<std::string, EarlierCost>> read_earlier_costs(const std::string& path);
Outcome<std::map<std::string, EarlierCost>> parse_earlier_costs(std::string_view text);

struct Growth {
  Micros since_us = 0;
  // Below zero: it has shrunk.
  std::int64_t bytes = 0;
  std::int64_t bytes_per_day = 0;
  double month = 0;
};

// Of a whole day's length, if less than a second has passed.
Growth growth_since(const EarlierCost& earlier, std::uint64_t recovery_bytes, double month,
                    Micros now_us);

}  // namespace quondam::ops
