// The parameters that came before expressions, read from a request (expressions/legacy_*.h says
// what they mean). Where a request has several attributes, they are checked in the order of their
// names: AWS's own order varies.
#pragma once

#include <optional>
#include <vector>

#include "expressions/ast.h"
#include "expressions/key_condition.h"
#include "operations/item_write.h"
#include "operations/request.h"

namespace quondam::operations {

// ConditionalOperator stands beside two conditions or more, those of `conditions` (Expected,
// QueryFilter or ScanFilter). To be checked once the parameters are known to be of one kind.
ApiExpected<void> check_conditional_operator(const Request& request, std::string_view conditions);

// QueryFilter or ScanFilter; nullopt when absent or empty.
ApiExpected<std::optional<expressions::Condition>> read_legacy_filter(const Request& request,
                                                                      std::string_view parameter);

// KeyConditions, which is present.
ApiExpected<std::vector<expressions::KeyTerm>> read_key_conditions(const Request& request);

// Expected becomes the write's condition, AttributeUpdates its update. What is absent changes
// nothing.
ApiExpected<void> read_expected(const Request& request, ItemWrite& write);
ApiExpected<void> read_attribute_updates(const Request& request, ItemWrite& write);

}  // namespace quondam::operations
