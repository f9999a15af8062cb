// What to do in each case, for the tables as they are. A Quondam has commands of its own for most;
// for AWS and other endpoints they are replaced by those that work there, and what cannot be had is
// said.
#pragma once

#include <vector>

#include "ops/runbook_model.h"

namespace quondam::ops {

// All of them, in the order in which they are written: emergencies first.
std::vector<Procedure> runbook_procedures(const Runbook& runbook);

// Their parts: what went wrong with the data or a table's settings,
std::vector<Procedure> incident_procedures(const Runbook& runbook);
// the server itself,
Procedure server_procedure(const Runbook& runbook);
// and what is done before anything goes wrong.
std::vector<Procedure> planned_procedures(const Runbook& runbook);

}  // namespace quondam::ops
