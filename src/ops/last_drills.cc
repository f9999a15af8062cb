#include "ops/last_drills.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/moment_text.h"

namespace quondam::ops {

namespace {

constexpr Micros kDay_us = Micros{24 * 60 * 60} * kMicrosPerSecond;
// By so much the clocks of this machine and of an endpoint may differ.
constexpr Micros kSkew_us = Micros{5 * 60} * kMicrosPerSecond;

bool is_later(const Drill& drill, const Drill& other) {
  const auto started_us = parse_moment(drill.started_at);
  const auto other_us = parse_moment(other.started_at);
  return !other_us || (started_us && *started_us >= *other_us);
}

}  // namespace

Outcome<LastDrills> LastDrills::read(const std::string& endpoint) {
  QUONDAM_ASSIGN(std::vector<Drill> drills, read_drill_log());
  std::map<std::string, Drill> by_table;
  // Drills stand in the order in which they ended.
  for (Drill& drill : drills) {
    if (drill.endpoint != endpoint) continue;
    const auto before = by_table.find(drill.table_name);
    if (before == by_table.end() || is_later(drill, before->second))
      by_table[drill.table_name] = std::move(drill);
  }
  return LastDrills(std::move(by_table));
}

const Drill* LastDrills::of(const std::string& table, std::string_view arn,
                            std::optional<Micros> created_us) const {
  const auto found = by_table_.find(table);
  if (found == by_table_.end()) return nullptr;
  const Drill& drill = found->second;
  if (!arn.empty() && !drill.table_arn.empty() && drill.table_arn != arn) return nullptr;
  const auto started_us = parse_moment(drill.started_at);
  if (created_us && started_us && *started_us + kSkew_us < *created_us) return nullptr;
  return &drill;
}

std::optional<Micros> age_us(const Drill& drill, Micros now_us) {
  const auto started_us = parse_moment(drill.started_at);
  if (!started_us || *started_us > now_us + kSkew_us) return std::nullopt;
  return now_us - std::min(*started_us, now_us);
}

std::string last_drill_text(const Drill* drill, Micros now_us) {
  if (drill == nullptr) return "never";
  std::string result = drill->result == "PASSED" ? "passed" : drill->result;
  const auto age = age_us(*drill, now_us);
  if (!age) return result;
  const auto days = *age / kDay_us;
  if (days == 0) return result + " today";
  return fmt::format("{} {} {} ago", result, days, days == 1 ? "day" : "days");
}

}  // namespace quondam::ops
