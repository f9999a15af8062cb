// How many items a table and its indexes have, and how many bytes they take: exact for small
// tables, estimates for others (AWS's are up to six hours old).
#pragma once

#include <map>

#include "catalog/table.h"
#include "timeline/view.h"

namespace quondam::operations {

struct Measured {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
};

// By index number; kTableIndex is the table itself.
using Sizes = std::map<item::IndexNumber, Measured>;

// Of the past nothing is estimated: empty when it would take long to count.
Result<Sizes> measure(engine::Engine& engine, const catalog::Table& table, timeline::Moment moment);
// How many bytes the history of a table, or of a backup, takes: what was replaced or removed and is
// kept. Exact for a few versions, otherwise an estimate, which is never less than those few.
Result<std::uint64_t> history_bytes(engine::Engine& engine, catalog::TableId table);
// The sizes of a table that has no items.
Sizes nothing_of(const catalog::Table& table);

}  // namespace quondam::operations
