// Which items DiffTable, RewindTable and RevertTable are about (docs/admin-api.md, "Selecting"): an
// item's key, a key condition, a filter on its images.
#pragma once

#include "operations/common_shapes.h"
#include "operations/request.h"
#include "undo/undo.h"

namespace quondam::operations {

// The members that select, of each request that has them.
// clang-format off
#define QUONDAM_SELECTION_MEMBERS                                           \
  {"Key", &shapes::kAttributeMap},                                          \
  {"KeyConditionExpression", &shapes::kExpression},                         \
  {"FilterExpression", &shapes::kExpression},                               \
  {"ExpressionAttributeNames", &shapes::kExpressionAttributeNames},         \
  {"ExpressionAttributeValues", &shapes::kExpressionAttributeValues}
// clang-format on

// Reads them against the table's keys.
ApiExpected<undo::Selection> read_selection(const Fields& request, const catalog::Table& table);

// The same members as a JSON object, for an undo's record; and read from there.
std::string selection_json(const Fields& request);
Result<undo::Selection> selection_of(const catalog::Table& table, const std::string& selection);

}  // namespace quondam::operations
