// How many items a table and its indexes have, and how many bytes they take: exact for small
// tables, estimates for others (AWS's are up to six hours old).
#pragma once

#include <map>

#include "catalog/table.h"

namespace quondam::operations {

struct Measured {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
};

// By index number; kTableIndex is the table itself.
Result<std::map<item::IndexNumber, Measured>> measure(engine::Engine& engine,
                                                      const catalog::Table& table);

}  // namespace quondam::operations
