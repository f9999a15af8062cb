// Whether a request's JSON has the types that its shape says. AWS answers the first mismatch with
// SerializationException; the texts are those that AWS's own parser was recorded to give.
#pragma once

#include <simdjson.h>

#include "operations/api_error.h"
#include "operations/shape.h"

namespace quondam::operations {

// Where a value stands. A scalar in place of a structure is told differently when it is a member of
// another structure and when it is an element of a list or a map.
enum class Position { member, element };

// `value` is not null.
ApiExpected<void> check_json_type(const Shape& shape, simdjson::dom::element value,
                                  Position position);

// Values that have passed the check: AWS takes a fraction for an integer and cuts it off, and the
// words true, false, yes, no, 1 and 0 for a boolean.
std::int64_t integer_of(simdjson::dom::element value);
bool boolean_of(simdjson::dom::element value);

}  // namespace quondam::operations
