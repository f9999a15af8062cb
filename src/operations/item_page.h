// One page of a Query or Scan: walks a range of rows, filters, projects, and stops at the limit or
// at 1 MB.
#pragma once

#include <optional>

#include "expressions/ast.h"
#include "operations/operation.h"
#include "timeline/view.h"

namespace quondam::operations {

// What one request evaluates at most, before the filter.
inline constexpr std::size_t kMaxPageBytes = 1024 * 1024;

struct PageOf {
  catalog::TablePtr table;
  timeline::RowRange range;
  bool forward = true;
  std::optional<timeline::RowKey> start;  // exclusive
  std::optional<std::int64_t> limit;      // of items evaluated
  std::optional<expressions::Condition> filter;
  std::optional<expressions::Projection> projection;
};

// The body of the answer.
ApiResult read_page(const Context& context, const Request& request, const PageOf& page);

// What Select says, checked against the other parameters.
ApiExpected<void> check_select(const Request& request);

// ExclusiveStartKey, empty when absent.
ApiExpected<item::Item> read_start_key(const Request& request);

}  // namespace quondam::operations
