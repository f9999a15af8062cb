// SET and REMOVE become the tree of the update expressions, with their checks.
#pragma once

#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/partiql/terms.h"

namespace quondam::expressions::partiql {

// Errors: ErrorCode::validation.
Result<Update> update_of(const std::vector<AssignmentSyntax>& assignments, Parameters parameters);

}  // namespace quondam::expressions::partiql
