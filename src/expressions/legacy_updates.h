// What came before UpdateExpression: AttributeUpdates (developer guide: "AttributeUpdates
// (legacy)"), checked as DynamoDB checks it and translated into the same tree.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "expressions/ast.h"

namespace quondam::expressions {

// One entry of AttributeUpdates.
struct LegacyUpdate {
  enum class Action { put, add, erase };

  std::string attribute;  // top-level, whatever characters it has; no two entries have the same
  Action action = Action::put;
  // Parsed or refused; nullopt when the request has none.
  std::optional<Result<item::AttributeValue>> value;
};

// Errors (ErrorCode::validation): a bad value, an action without the value that it needs, a value
// of a type that the action does not take. ADD takes a list too, and appends it.
Result<Update> translate_updates(std::span<const LegacyUpdate> updates);

}  // namespace quondam::expressions
