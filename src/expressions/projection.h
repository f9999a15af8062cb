// ProjectionExpression (developer guide: "Using projection expressions in DynamoDB").
#pragma once

#include <string_view>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"

namespace quondam::expressions {

// Errors (ErrorCode::validation) begin "Invalid ProjectionExpression: ".
Result<Projection> parse_projection(std::string_view text, Placeholders& placeholders);

// The same for paths that did not come from an expression (AttributesToGet, PartiQL); they must not
// overlap.
Projection make_projection(std::vector<Path> paths);

// The parts of the item that the paths name, in their place: maps keep their nesting, the chosen
// elements of a list stand close together in the list's order, whatever the order of the paths.
item::Item project(const Projection& projection, const item::Item& item);

}  // namespace quondam::expressions
