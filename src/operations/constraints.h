// Whether a request keeps the limits that its shape sets. All failures are told at once, at most
// ten of them, in AWS's words: "2 validation errors detected: Value null at 'tableName' failed to
// satisfy constraint: Member must not be null; Value ..."
#pragma once

#include "operations/api_error.h"

namespace quondam::operations {

class Fields;

// Whether a table's name may carry a moment of the past (arn.h, split_moment). AWS knows none.
enum class Moments { allowed, refused };

// A table's name (1 to 255 characters of the name pattern, or an ARN) comes before everything else
// and is told alone.
ApiExpected<void> check_constraints(const Fields& request, Moments moments = Moments::allowed);

// Whether the keys of the map are tables' names or ARNs, for operations that look at them only
// after all other constraints.
ApiExpected<void> check_table_names(const Fields& request, std::string_view map,
                                    Moments moments = Moments::allowed);

// The name in another place than a member of the request, a PartiQL statement for instance.
ApiError not_a_table_name(std::string_view given);

// One failure, as the message above lists it. `value` is rendered already: "null", or a text in
// quotes.
ApiError constraint_violated(std::string_view value, std::string_view path,
                             std::string_view constraint);

}  // namespace quondam::operations
