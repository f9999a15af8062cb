// WHERE becomes the tree of the condition expressions, with their checks: what is wrong with an
// operand is told in the words of expressions, without "Invalid FilterExpression: ".
#pragma once

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/partiql/terms.h"

namespace quondam::expressions::partiql {

// Errors: ErrorCode::validation.
Result<Condition> condition_of(const Node& node, Parameters parameters);

}  // namespace quondam::expressions::partiql
