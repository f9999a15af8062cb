// A runbook as it is laid out for people. What moves with the time alone stands in one section at
// the top ("As of ..."): below it, the same state gives the same text.
#pragma once

#include "ops/document.h"
#include "ops/runbook_model.h"

namespace quondam::ops {

Document runbook_document(const Runbook& runbook);

}  // namespace quondam::ops
