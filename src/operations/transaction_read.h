// Reads of several items in one transaction: what TransactGetItems and ExecuteTransaction share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "expressions/ast.h"
#include "operations/reading.h"

namespace quondam::operations {

struct PlannedRead {
  std::string given_table;  // its name or ARN, as the request has it
  Reading reading;
  timeline::RowKey row;
  std::optional<expressions::Projection> projection;
};

// The body of the answer. The items of the present are read at one moment; the past stands still.
// No two reads may be of one item, unless of several moments.
ApiResult read_together(const Context& context, const Request& request,
                        const std::vector<PlannedRead>& reads);

}  // namespace quondam::operations
