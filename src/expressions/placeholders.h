// ExpressionAttributeNames and ExpressionAttributeValues of one request, and which of them its
// expressions have used.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "item/attribute_value.h"

namespace quondam::expressions {

class Placeholders {
 public:
  using Names = std::map<std::string, std::string, std::less<>>;
  using Values = std::map<std::string, item::AttributeValue, std::less<>>;
  // Values as the request's JSON gave them: each parsed or refused, so that refusals come in
  // DynamoDB's order.
  using ParsedValues = std::map<std::string, Result<item::AttributeValue>>;

  Placeholders() = default;

  // Checks both parameters (nullopt: absent from the request) in DynamoDB's order: empty maps, then
  // the placeholders' syntax, then the values. To be called before any expression is parsed.
  static Result<Placeholders> create(std::optional<Names> names,
                                     std::optional<ParsedValues> values);

  // What a placeholder such as "#n" or ":v" stands for, or nullptr; marks it used.
  const std::string* use_name(std::string_view placeholder);
  const item::AttributeValue* use_value(std::string_view placeholder);

  // The request's last check on its expressions: "Value provided in ExpressionAttributeNames unused
  // in expressions: ...".
  [[nodiscard]] Result<void> check_all_used() const;

 private:
  Names names_;
  Values values_;
  std::set<std::string, std::less<>> used_names_;
  std::set<std::string, std::less<>> used_values_;
};

}  // namespace quondam::expressions
