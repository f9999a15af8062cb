// What the operations that restore have in common: the settings of the new table, and the start of
// the work.
#pragma once

#include "operations/operation.h"

namespace quondam::operations {

// Overrides that are not implemented yet.
ApiExpected<void> check_overrides(const Request& request);

// What the new table takes over from its source, and what the request's ...Override parameters
// change. Protection, TTL, tags and recovery are not taken over, as AWS has it.
ApiExpected<catalog::Table> plan_target(const Context& context, const Request& request,
                                        const catalog::Table& source);

// Whether the name is free; AWS's error otherwise.
ApiExpected<void> check_target_is_free(const Context& context, std::string_view name);

// Starts the restore, and describes the new table. outside_window is left to the caller.
ApiExpected<catalog::TablePtr> start_restore(const Context& context,
                                             const backup::RestoreSource& source,
                                             catalog::Table target);

}  // namespace quondam::operations
