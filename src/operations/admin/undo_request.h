// What RewindTable and RevertTable have in common once their span is known.
#pragma once

#include "operations/operation.h"
#include "timeline/diff.h"

namespace quondam::operations {

// Starts the undo, or only counts with DryRun, and answers it. `request` has the selection's
// members, Force and DryRun. `caller` and `operation` as in timeline/diff.h, ChangeFilter.
ApiResult order_undo(const Context& context, const Request& request, const catalog::TablePtr& table,
                     timeline::Span span, std::string_view caller, std::string_view operation);

}  // namespace quondam::operations
