// What `cutover` does to a restored table, and what it leaves to do: computed from the two tables'
// settings alone.
#pragma once

#include <string>
#include <vector>

#include "ops/table_settings.h"

namespace quondam::ops {

// One call of the API.
struct CutoverStep {
  std::string
      setting;       // "Tags", "PointInTimeRecovery", "Stream", "TimeToLive", "DeletionProtection"
  std::string says;  // for people: "turn on ..."
  std::string operation;  // "TagResource", ...
  std::string body;       // of the request
};

// What no call of DynamoDB's can do, or what should be somebody's decision.
struct LeftToDo {
  std::string says;
  std::vector<std::string> commands;  // exact ones, of AWS's command line
};

struct CutoverPlan {
  std::vector<CutoverStep> steps;  // in their order
  std::vector<LeftToDo> left;
};

// `on_aws`: whether the endpoint has the rest of AWS around it. Time to live comes late and
// deletion protection last. Nothing is weakened: what protects RESTORED and not SOURCE stays on.
CutoverPlan plan_cutover(const TableSettings& source, const TableSettings& restored, bool on_aws);

}  // namespace quondam::ops
