// Short ways to write expressions, placeholders and items in tests.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"
#include "item/attribute_value.h"

namespace quondam::expressions::testing {

using Names = std::map<std::string, std::string>;

// An item, or a map of values, from DynamoDB's JSON: {"a": {"N": "1"}}. Aborts on bad JSON.
item::Item item_of(std::string_view json);

// `values` as item_of() reads them, {":v": {"N": "1"}}; empty for none.
Placeholders placeholders_of(const Names& names, std::string_view values);

// A path written as in an expression, without placeholders. Aborts when it is not one.
Path path_of(std::string_view text);

// The error's message, or "OK".
template <typename T>
std::string outcome(const Result<T>& result) {
  return result ? "OK" : result.error().message;
}

}  // namespace quondam::expressions::testing
