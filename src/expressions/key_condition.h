// KeyConditionExpression (developer guide: "Key condition expressions for the Query operation"), in
// three steps: the syntax, and what a key condition may be, which DynamoDB checks before it looks
// for the table; then the meaning against the key schema of the table or index.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/placeholders.h"
#include "item/attribute_value.h"
#include "item/keys.h"

namespace quondam::expressions {

// Step 1: like any condition, with errors that begin "Invalid KeyConditionExpression: ".
Result<Condition> parse_key_condition(std::string_view text, Placeholders& placeholders);

// One condition on one key attribute.
struct KeyTerm {
  std::string attribute;
  item::SortCondition condition;
  // false: the legacy KeyConditions has an operator that no key supports; `condition` says nothing.
  bool indexable = true;
};

// Step 2, when all expressions of the request are parsed: what a key condition may be, whatever the
// table. At most one term an attribute. Errors: ErrorCode::validation.
Result<std::vector<KeyTerm>> key_terms(const Condition& condition);

// Which keys a query reads: all of the partition key's values, then the sort key: equal values for
// the first attributes (an index can have up to four), then at most one range on the next one.
struct KeyCondition {
  // One value for each attribute of the schema's partition key.
  std::vector<item::AttributeValue> partition;
  // For the schema's first sort attributes; may be empty.
  std::vector<item::AttributeValue> sort_equal;
  // Never eq; on the sort attribute after those.
  std::optional<item::SortCondition> sort_range;
};

// Step 3, when the table is known. Errors (ErrorCode::validation): a key attribute without
// condition, attributes that are not in the key, operators that a key does not support, a value of
// another type than the key's, an empty string or binary.
Result<KeyCondition> resolve_key_condition(const std::vector<KeyTerm>& terms,
                                           const item::KeySchema& schema);

}  // namespace quondam::expressions
