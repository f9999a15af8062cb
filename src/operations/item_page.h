// One page of a Query or Scan: walks a range of a table's items or of an index's entries, filters,
// projects, and stops at the limit or at 1 MB.
#pragma once

#include <optional>

#include "base/json_writer.h"
#include "expressions/ast.h"
#include "expressions/key_condition.h"
#include "operations/consumed_capacity.h"
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
  std::size_t max_bytes = kMaxPageBytes;
  std::optional<expressions::Condition> filter;
  std::optional<expressions::Projection> projection;
  bool consistent = false;
  bool counts_only = false;
  // Of an index, also what it does not project.
  bool all_attributes = false;
  // What a local index lacks is fetched, and charged, for the items that the filter leaves out too.
  bool fetches_filtered = false;

  [[nodiscard]] const catalog::Table& table() const { return *reading.table; }
  [[nodiscard]] item::IndexNumber number() const {
    return index == nullptr ? item::kTableIndex : index->number;
  }
  // The key that the walk is sorted by.
  [[nodiscard]] const item::KeySchema& keys() const {
    return index == nullptr ? table().keys : index->keys;
  }
};

// What a page has seen.
struct PageRead {
  std::int64_t evaluated = 0;
  std::int64_t matched = 0;
  std::size_t bytes = 0;
  std::string last_row;  // of the last item evaluated, when the page ended before the range did
  ConsumedUnits units;
};

// The rows that a query visits.
timeline::RowRange rows_of(item::IndexNumber number, const expressions::KeyCondition& keys);

// What Select says, checked against the other parameters.
ApiExpected<void> check_select(const Request& request);

// ExclusiveStartKey, empty when absent.
ApiExpected<item::Item> read_start_key(const Request& request);

// The table's index that IndexName names, with the checks that AWS makes of it before all others;
// nullptr when the request names none.
ApiExpected<const catalog::Index*> index_to_read(const Request& request, const Reading& reading);

// Whether the index has what the filter and the projection name.
ApiExpected<void> check_projects(const PageOf& page);
ApiExpected<void> check_projects_filter(const PageOf& page, const expressions::Condition& filter);
ApiExpected<void> check_projects_columns(const PageOf& page);

// Key attributes are scalars in the filter and the projection.
ApiExpected<void> check_page_paths(const PageOf& page);

// Walks the page and appends its items, unless it only counts.
Result<PageRead> walk_page(const Context& context, const PageOf& page, JsonWriter& items);
// The key of the row that the page ended with, as LastEvaluatedKey has it.
Result<item::Item> key_after(const PageOf& page, const std::string& last_row);

// The parameters of Query and Scan that say how to read.
void read_page_options(const Request& request, PageOf& page);

// The body of the answer of Query or Scan.
ApiResult read_page(const Context& context, const Request& request, const PageOf& page);

}  // namespace quondam::operations
