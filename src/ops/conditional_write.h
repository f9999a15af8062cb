// Writing an item back where nothing else was written meanwhile, by DynamoDB's conditions alone.
#pragma once

#include <atomic>
#include <string>

#include "ops/client.h"
#include "ops/difference.h"
#include "ops/failure.h"
#include "ops/table_keys.h"

namespace quondam::ops {

enum class WriteBack {
  put,        // it has its image of before
  deleted,    // it was added, and is gone
  unchanged,  // it was like that already
  conflict,   // it is neither what it was before nor what was compared: left alone
};

// What a condition can hold (developer guide, "Limits": 4 KB of expression, 300 operators).
bool fits_a_condition(const Difference& difference);

// Makes the item what it was before, if it is still exactly what it was after. Reads it first,
// because no condition can say that there is no further attribute; the write itself depends on
// every attribute of that image, and leaves attributes alone that it does not know.
Outcome<WriteBack> write_back(Client& client, const std::string& table, const TableKeys& keys,
                              const Difference& difference, const std::atomic<bool>& ending);

}  // namespace quondam::ops
