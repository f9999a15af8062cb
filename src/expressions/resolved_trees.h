// From checked syntax to the trees of ast.h: what check_operands (resolve.h) refuses cannot come
// here. Expressions and PartiQL share it.
#pragma once

#include "expressions/ast.h"
#include "expressions/resolve.h"

namespace quondam::expressions {

// One comparison, BETWEEN, IN or function.
Condition condition_of(Resolved node);
// What SET assigns.
UpdateValue update_value_of(Resolved node);

}  // namespace quondam::expressions
