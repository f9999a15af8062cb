// A table's definition as CreateTable takes it, of what DescribeTable says.
#pragma once

#include <simdjson.h>

#include <string>

namespace quondam::ops {

// CreateTable's request: keys, indexes, capacity, table class. What other operations set (tags,
// time to live, recovery, the stream, deletion protection) is not in it.
std::string table_definition(simdjson::dom::element table_description);

}  // namespace quondam::ops
