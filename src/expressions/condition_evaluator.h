// Whether an item meets a condition. For an item that does not exist, pass an empty Item.
#pragma once

#include "expressions/ast.h"

namespace quondam::expressions {

// Never fails: a comparison of values of different types, or with a missing attribute, is false
// (for <>: true).
bool evaluate(const Condition& condition, const item::Item& item);

}  // namespace quondam::expressions
