// What came before the expressions: Expected, QueryFilter, ScanFilter and KeyConditions (developer
// guide: "Legacy conditional parameters"), checked as DynamoDB checks them and translated into the
// trees of the expressions. The texts and their order are those that dynalite and ScyllaDB's tests
// recorded on DynamoDB (docs/compatibility.md).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/key_condition.h"

namespace quondam::expressions {

// A value as the request's JSON gave it: parsed or refused, so that refusals come in DynamoDB's
// order.
using LegacyValue = Result<item::AttributeValue>;

// One entry of QueryFilter, ScanFilter or KeyConditions.
struct LegacyCondition {
  std::string attribute;        // top-level, whatever characters it has
  std::string_view comparison;  // one of the service model's ComparisonOperators, such as "EQ"
  std::vector<LegacyValue> values;
};

// One entry of Expected. What the request does not have is nullopt.
struct LegacyExpectation {
  std::string attribute;
  std::optional<std::string_view> comparison;
  std::optional<bool> exists;
  std::optional<LegacyValue> value;
  std::optional<std::vector<LegacyValue>> values;
};

// ConditionalOperator.
enum class LegacyCombination { all, any };

// The errors of all of these are ErrorCode::validation. No conditions: nullopt.
Result<std::optional<Condition>> translate_filter(std::span<const LegacyCondition> conditions,
                                                  LegacyCombination combination);
Result<std::optional<Condition>> translate_expected(std::span<const LegacyExpectation> expectations,
                                                    LegacyCombination combination);
// For resolve_key_condition(), which has the checks that need the table.
Result<std::vector<KeyTerm>> translate_key_conditions(std::span<const LegacyCondition> conditions);

}  // namespace quondam::expressions
