// The expressions of a request: which parameters may stand together, and their placeholders.
#pragma once

#include <initializer_list>
#include <optional>

#include "expressions/ast.h"
#include "expressions/placeholders.h"
#include "operations/request.h"

namespace quondam::operations {

// What AWS checks before it reads any expression: expressions and the older parameters do not mix,
// and placeholders need an expression that could use them. Both lists in the order in which AWS's
// messages have them. KeyConditions goes with every expression but KeyConditionExpression.
ApiExpected<void> check_expression_parameters(const Fields& request,
                                              std::initializer_list<std::string_view> expressions,
                                              std::initializer_list<std::string_view> older);

ApiExpected<expressions::Placeholders> read_placeholders(const Fields& request);

// An expression parameter, nullopt when absent.
ApiExpected<std::optional<expressions::Condition>> read_condition(
    const Fields& request, std::string_view parameter, expressions::Placeholders& placeholders);
// ProjectionExpression, or its older form AttributesToGet.
ApiExpected<std::optional<expressions::Projection>> read_projection(
    const Fields& request, expressions::Placeholders& placeholders);
// What read_projection() checks of AttributesToGet, for where AWS does so earlier.
ApiExpected<void> check_attributes_to_get(const Fields& request);

}  // namespace quondam::operations
