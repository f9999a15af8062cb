// Reads everything that a runbook says of the tables of an endpoint.
#pragma once

#include <string>
#include <vector>

#include "ops/command.h"
#include "ops/runbook_model.h"

namespace quondam::ops {

// Of the tables of these names or patterns; of none: all, but scratch tables. The procedures are
// left out. Errors: a pattern that no table has; what may be asked and is not answered.
Outcome<Runbook> gather_runbook(Session& session, const std::vector<std::string>& patterns);

}  // namespace quondam::ops
