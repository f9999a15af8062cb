// What PutItem, UpdateItem and DeleteItem share: a write of one item that can depend on what the
// item was.
#pragma once

#include <functional>
#include <optional>

#include "expressions/ast.h"
#include "operations/operation.h"

namespace quondam::operations {

// The item before the write.
struct Before {
  bool existed = false;
  item::Item item;        // empty when the write has no use for it
  std::size_t bytes = 0;  // DynamoDB's size of it; 0 when the write has no use for it
};

struct ItemWrite {
  catalog::TablePtr table;
  timeline::RowKey row;
  std::optional<expressions::Condition> condition;
  // Whether `change`, the condition or the answer looks at the item as it was.
  bool needs_before = false;
  // The item's stored form after the write, or nullopt to remove it. May be asked more than once.
  std::function<Result<std::optional<std::string>>(const Before&)> change;
};

// Makes the write in one transaction and answers what was there before it. When the condition is
// false, the error carries the item if the request's ReturnValuesOnConditionCheckFailure asks for
// it.
ApiExpected<Before> write_item(const Context& context, const Request& request,
                               const ItemWrite& write);

// The limits on an item: "Item size has exceeded the maximum allowed size" and the like.
Result<void> check_item_limits(const item::Item& item, std::string_view too_large);

// Whether the parameter has this value.
bool asks(const Request& request, std::string_view parameter, std::string_view value);

}  // namespace quondam::operations
