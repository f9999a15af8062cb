// When each table of an endpoint was drilled last, by this machine's drill log.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ops/drill_log.h"
#include "ops/failure.h"

namespace quondam::ops {

class LastDrills {
 public:
  // Of the tables of this endpoint, which the log has as the drills' command lines named it.
  static Outcome<LastDrills> read(const std::string& endpoint);
  LastDrills() = default;
  explicit LastDrills(std::map<std::string, Drill> by_table) : by_table_(std::move(by_table)) {}

  // Null: never. A drill of another account's table, or of an earlier one of the name, is none; an
  // empty ARN or creation tells nothing.
  [[nodiscard]] const Drill* of(const std::string& table, std::string_view arn,
                                std::optional<Micros> created_us) const;

 private:
  std::map<std::string, Drill> by_table_;
};

// How long ago it was begun; nothing when the log's time cannot be read, or lies in the future by
// more than clocks differ.
std::optional<Micros> age_us(const Drill& drill, Micros now_us);

// "passed 3 days ago", "FAILED today", "never".
std::string last_drill_text(const Drill* drill, Micros now_us);

}  // namespace quondam::ops
