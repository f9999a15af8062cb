#include "ops/cost_growth.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "base/moment_text.h"
#include "base/private_file.h"
#include "base/text.h"
#include "ops/json_fields.h"

namespace quondam::ops {

Outcome<std::map<std::string, EarlierCost>> parse_earlier_costs(std::string_view text) {
  std::map<std::string, EarlierCost> earlier;
  simdjson::dom::parser parser;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (trimmed(line).empty()) continue;
    simdjson::dom::element json;
    const bool readable = parser.parse(line.data(), line.size()).get(json) == simdjson::SUCCESS;
    const auto at = readable ? parse_moment(text_of(json, "Time")) : Result<Micros>(0);
    EarlierCost cost;
    if (!readable || !at || text_of(json, "TableName").empty() ||
        json["RecoveryBytes"].get(cost.recovery_bytes) != simdjson::SUCCESS ||
        json["MonthlyCost"].get(cost.month) != simdjson::SUCCESS) {
      return wrong_usage(fmt::format("line {} is not one of `quondam cost --json`", number),
                         "Keep the output of `quondam cost --json` in a file, and name it.");
    }
    cost.at_us = *at;
    earlier[std::string(text_of(json, "TableName"))] = cost;
  }
  return earlier;
}

Outcome<std::map<std::string, EarlierCost>> read_earlier_costs(const std::string& path) {
  const auto text = read_small_file(path);
  if (!text) return wrong_usage(text.error().message);
  return parse_earlier_costs(*text);
}

Growth growth_since(const EarlierCost& earlier, std::uint64_t recovery_bytes, double month,
                    Micros now_us) {
  constexpr double kSecondsPerDay = 86'400;
  Growth growth{.since_us = earlier.at_us,
                .bytes = static_cast<std::int64_t>(recovery_bytes - earlier.recovery_bytes),
                .bytes_per_day = 0,
                .month = month - earlier.month};
  const double seconds = static_cast<double>(now_us - earlier.at_us) / kMicrosPerSecond;
  growth.bytes_per_day =
      seconds < 1 ? growth.bytes
                  : std::llround(static_cast<double>(growth.bytes) * kSecondsPerDay / seconds);
  return growth;
}

}  // namespace quondam::ops
