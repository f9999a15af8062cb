// Two tables, item by item, by DynamoDB's reads alone. Takes about 150 bytes of memory for each
// item of the first table: its key, and a digest of its image.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ops/command.h"
#include "ops/difference.h"
#include "ops/interruption.h"
#include "ops/selection.h"
#include "ops/table_keys.h"

namespace quondam::ops {

struct ComparedTable {
  std::string name;
  bool consistent_read = false;  // for one that is written to
};

// How many items were read of each.
struct ComparedCounts {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
};

// Tells each difference once, one at a time. With a filter, items that meet it in either table. An
// item that is written meanwhile is told as it was when it was read.
Outcome<ComparedCounts> compare_tables(Session& session, const ComparedTable& before,
                                       const ComparedTable& after, const Selection& selection,
                                       const TableKeys& keys, int threads,
                                       Interruption& interruption,
                                       const std::function<Outcome<void>(const Difference&)>& tell);

}  // namespace quondam::ops
