#include "ops/last_drills.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/moment_text.h"

namespace quondam::ops {

Outcome<LastDrills> LastDrills::read(const std::string& endpoint) {
  QUONDAM_ASSIGN(std::vector<Drill> drills, read_drill_log());
  std::map<std::string, Drill> by_table;
  // The oldest first: the last one stays.
  for (Drill& drill : drills)
    if (drill.endpoint == endpoint) by_table[drill.table_name] = std::move(drill);
  return LastDrills(std::move(by_table));
}

const Drill* LastDrills::of(const std::string& table) const {
  const auto found = by_table_.find(table);
  return found == by_table_.end() ? nullptr : &found->second;
}

std::optional<Micros> age_us(const Drill& drill, Micros now_us) {
  const auto started_us = parse_moment(drill.started_at);
  if (!started_us) return std::nullopt;
  return std::max<Micros>(now_us - *started_us, 0);
}

std::string last_drill_text(const Drill* drill, Micros now_us) {
  if (drill == nullptr) return "never";
  std::string result = drill->result == "PASSED" ? "passed" : drill->result;
  const auto age = age_us(*drill, now_us);
  if (!age) return result;
  constexpr Micros kDay = Micros{24 * 60 * 60} * kMicrosPerSecond;
  const auto days = *age / kDay;
  if (days == 0) return result + " today";
  return fmt::format("{} {} {} ago", result, days, days == 1 ? "day" : "days");
}

}  // namespace quondam::ops
