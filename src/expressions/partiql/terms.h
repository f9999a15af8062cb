// Values and document paths as they stand in a statement.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/partiql/syntax.h"
#include "item/attribute_value.h"

namespace quondam::expressions::partiql {

using Parameters = std::span<const item::AttributeValue>;

// The error's text, with the place it is about: "Unexpected path component at 1:8:5".
tl::unexpected<Error> refuse_at(std::string text, const Position& position);

// Whether the node is a literal or a parameter.
bool is_value(const Node& node);

// The value of a literal or a parameter. Errors (ErrorCode::validation): what is no value; more
// parameters than the request has; a parameter inside a collection; numbers out of range; sets that
// DynamoDB does not have; more than 32 levels.
Result<item::AttributeValue> value_of(const Node& node, Parameters parameters);

// The path of a path node. Errors: an index that is no number or out of range, too many levels.
Result<Path> path_of(const Node& node);

}  // namespace quondam::expressions::partiql
