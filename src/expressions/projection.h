// ProjectionExpression (developer guide: "Using projection expressions in DynamoDB").
#pragma once

#include <string_view>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"

namespace quondam::expressions {

// Errors (ErrorCode::validation) begin "Invalid ProjectionExpression: ".
Result<Projection> parse_projection(std::string_view text, Placeholders& placeholders);

// The same for paths that did not come from an expression (AttributesToGet); they must not overlap.
Projection make_projection(std::vector<Path> paths);

// PartiQL's columns: each path's value under a name of its own, one a path.
Projection make_columns(std::vector<Path> paths, std::vector<std::string> names);

// The parts of the item that the paths name, in their place: maps keep their nesting, the chosen
// elements of a list stand close together in the list's order, whatever the order of the paths. Of
// columns: those that the item has.
item::Item project(const Projection& projection, const item::Item& item);

}  // namespace quondam::expressions
