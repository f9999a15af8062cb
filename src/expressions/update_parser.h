// UpdateExpression (developer guide: "Using update expressions in DynamoDB").
#pragma once

#include <string_view>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"

namespace quondam::expressions {

// Errors (ErrorCode::validation) begin "Invalid UpdateExpression: ".
Result<Update> parse_update(std::string_view text, Placeholders& placeholders);

}  // namespace quondam::expressions
