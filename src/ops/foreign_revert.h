// `revert` where the endpoint is no Quondam: a comparison with a scratch restore, then conditional
// writes back. What somebody changed since is a conflict, and is never overwritten.
#pragma once

#include "ops/interval.h"
#include "ops/undo.h"

namespace quondam::ops {

Outcome<int> run_foreign_revert(Session& session, const UndoFlags& flags, const Interval& interval,
                                const TableKeys& keys);

}  // namespace quondam::ops
