// One page of a Query or Scan: walks a range of a table's items or of an index's entries, filters,
// projects, and stops at the limit or at 1 MB.
#pragma once

#include <optional>

#include "expressions/ast.h"
#include "expressions/key_condition.h"
#include "operations/reading.h"

namespace quondam::operations {

// What one request evaluates at most, before the filter.
inline constexpr std::size_t kMaxPageBytes = 1024 * 1024;

struct PageOf {
  Reading reading;
  const catalog::Index* index = nullptr;  // of the table; nullptr: the table itself
  timeline::RowRange range;
  bool forward = true;
  std::optional<timeline::RowKey> start;  // exclusive
  std::optional<std::int64_t> limit;      // of items evaluated
  std::optional<expressions::Condition> filter;
  std::optional<expressions::Projection> projection;

  [[nodiscard]] const catalog::Table& table() const { return *reading.table; }
  [[nodiscard]] item::IndexNumber number() const {
    return index == nullptr ? item::kTableIndex : index->number;
  }
  // The key that the walk is sorted by.
  [[nodiscard]] const item::KeySchema& keys() const {
    return index == nullptr ? table().keys : index->keys;
  }
};

// What Select says, checked against the other parameters.
ApiExpected<void> check_select(const Request& request);

// ExclusiveStartKey, empty when absent.
ApiExpected<item::Item> read_start_key(const Request& request);

// The table's index that IndexName names, with the checks that AWS makes of it before all others;
// nullptr when the request names none.
ApiExpected<const catalog::Index*> index_to_read(const Request& request, const Reading& reading);

// The rows that a key condition means, in the table (0) or an index.
timeline::RowRange rows_of(item::IndexNumber number, const expressions::KeyCondition& keys);

// Whether the index has what the filter and the projection name.
ApiExpected<void> check_projects(const Request& request, const PageOf& page);

// Key attributes are scalars in the filter and the projection.
ApiExpected<void> check_page_paths(const PageOf& page);

// The body of the answer.
ApiResult read_page(const Context& context, const Request& request, const PageOf& page);

}  // namespace quondam::operations
