// From KeySchema and AttributeDefinitions to the keys of a table.
#pragma once

#include "item/keys.h"
#include "operations/request.h"

namespace quondam::operations {

ApiExpected<item::KeySchema> read_key_schema(const Request& request);

}  // namespace quondam::operations
