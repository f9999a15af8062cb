// LocalSecondaryIndexes and GlobalSecondaryIndexes of CreateTable, and what UpdateTable creates
// (developer guide: "Working with local secondary indexes", "Using Global Secondary Indexes").
#pragma once

#include "catalog/table.h"
#include "operations/key_definition.h"
#include "operations/operation.h"

namespace quondam::operations {

inline constexpr std::size_t kMostLocalIndexes = 5;
inline constexpr std::size_t kMostGlobalIndexes = 20;

// Adds to `table`, whose keys and billing are known, all the indexes that CreateTable's request
// has.
ApiExpected<void> read_indexes(const Context& context, const Request& request,
                               const Definitions& definitions, catalog::Table& table);

// The refusal of a second index of one name.
ApiError duplicate_index(std::string_view index);

// Adds to `table` the global index that `fields` describe.
ApiExpected<void> read_global_index(const Context& context, const Fields& fields,
                                    const Definitions& definitions, catalog::Table& table);

// Every attribute that is defined must belong to a key.
ApiExpected<void> check_all_defined_are_used(const Definitions& definitions,
                                             const catalog::Table& table);

// The attributes of the keys of a table and of its indexes, each once.
Definitions definitions_of(const catalog::Table& table);

}  // namespace quondam::operations
