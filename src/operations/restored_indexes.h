// Which of its source's secondary indexes a restored table gets (API reference:
// GlobalSecondaryIndexOverride and LocalSecondaryIndexOverride): those that are complete now, or
// the ones among them that the override names. Indexes can be left out, not added.
#pragma once

#include "catalog/table.h"
#include "operations/operation.h"

namespace quondam::operations {

// `target` has its billing already.
ApiExpected<void> take_over_indexes(const Context& context, const Request& request,
                                    const catalog::Table& source, catalog::Table& target);

}  // namespace quondam::operations
