// ConditionExpression and FilterExpression (developer guide: "Condition and filter expressions,
// operators, and functions").
#pragma once

#include <string_view>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"

namespace quondam::expressions {

// Parses one condition. `parameter` is the request's parameter, "ConditionExpression" or
// "FilterExpression": errors (ErrorCode::validation) begin "Invalid <parameter>: ". The tree's
// depth is bounded, so it can be walked recursively.
Result<Condition> parse_condition(std::string_view parameter, std::string_view text,
                                  Placeholders& placeholders);

}  // namespace quondam::expressions
