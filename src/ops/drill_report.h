// `quondam drill report`: what the drill log proves, for whoever asks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ops/drill_log.h"

namespace quondam::ops {

struct DrillReport {
  std::string written_at;
  std::optional<std::string> since;
  std::vector<Drill> drills;  // the oldest first
};

std::string drill_report_markdown(const DrillReport& report);
// One JSON object (docs/cli.md).
std::string drill_report_json(const DrillReport& report);

}  // namespace quondam::ops
