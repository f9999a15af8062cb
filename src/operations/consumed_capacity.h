// ConsumedCapacity, as DynamoDB counts it (developer guide, "DynamoDB capacity unit consumption").
#pragma once

#include "base/json_writer.h"
#include "catalog/table.h"
#include "operations/request.h"

namespace quondam::operations {

// For reading `bytes` in one go: units of 4 KB, half of them when the read need not be consistent;
// at least one unit.
double read_units(std::size_t bytes, bool consistent);

// For writing an item: units of 1 KB of the larger of what was and what is; at least one.
double write_units(std::size_t bytes_before, std::size_t bytes_after);

// Whether ReturnConsumedCapacity asks for it.
bool wants_consumed_capacity(const Request& request);

// Appends the member, when the request asks for it.
void append_consumed_capacity(JsonWriter& json, const Request& request, const catalog::Table& table,
                              double units);

}  // namespace quondam::operations
