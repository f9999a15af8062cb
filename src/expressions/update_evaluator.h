// Applies an update expression to an item. All actions read the item as it was before the update.
#pragma once

#include "base/result.h"
#include "expressions/ast.h"

namespace quondam::expressions {

// The item after the update. `before` is the stored item, or only the request's key when none
// exists. Errors (ErrorCode::validation): an attribute that does not exist, an operand of the wrong
// type, a path that leads nowhere, a number out of range. Size and index keys are the caller's to
// check.
Result<item::Item> apply(const Update& update, const item::Item& before);

// Whether the update makes an item where there is none: not when all it does is to take away.
bool creates_item(const Update& update);

// What ReturnValues UPDATED_OLD and UPDATED_NEW give: the parts of `item` (before, or after the
// update) that the update's paths name.
item::Item updated_attributes(const Update& update, const item::Item& item);

}  // namespace quondam::expressions
