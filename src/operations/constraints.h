// Whether a request keeps the limits that its shape sets. All failures are told at once, at most
// ten of them, in AWS's words: "2 validation errors detected: Value null at 'tableName' failed to
// satisfy constraint: Member must not be null; Value ..."
#pragma once

#include "operations/api_error.h"

namespace quondam::operations {

class Fields;

// A table's name (1 to 255 characters of the name pattern, or an ARN) comes before everything else
// and is told alone.
ApiExpected<void> check_constraints(const Fields& request);

// Whether the keys of the map are tables' names or ARNs, for operations that look at them only
// after all other constraints.
ApiExpected<void> check_table_names(const Fields& request, std::string_view map);

// One failure, as the message above lists it. `value` is rendered already: "null", or a text in
// quotes.
ApiError constraint_violated(std::string_view value, std::string_view path,
                             std::string_view constraint);

}  // namespace quondam::operations
