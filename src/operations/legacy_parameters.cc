#include "operations/legacy_parameters.h"

#include <map>

#include "expressions/legacy_conditions.h"
#include "expressions/legacy_updates.h"
#include "item/json.h"

namespace quondam::operations {
namespace {

using expressions::LegacyCombination;
using expressions::LegacyCondition;
using expressions::LegacyExpectation;
using expressions::LegacyUpdate;
using expressions::LegacyValue;

// The entries of a map by name; of a name given twice the last one counts.
std::map<std::string_view, Fields> entries(const Request& request, std::string_view parameter) {
  std::map<std::string_view, Fields> all;
  for (auto& [name, fields] : request.structure_map(parameter)) all.insert_or_assign(name, fields);
  return all;
}

std::optional<LegacyValue> read_value(const Fields& fields, std::string_view member) {
  const simdjson::dom::element* given = fields.find(member);
  if (given == nullptr) return std::nullopt;
  return item::attribute_value_from_json(*given);
}

std::vector<LegacyValue> read_values(const Fields& fields) {
  std::vector<LegacyValue> values;
  const simdjson::dom::element* given = fields.find("AttributeValueList");
  if (given == nullptr) return values;
  const simdjson::dom::array elements = given->get_array().value_unsafe();
  for (const simdjson::dom::element element : elements) {
    if (!element.is_null()) values.push_back(item::attribute_value_from_json(element));
  }
  return values;
}

std::vector<LegacyCondition> read_conditions(const Request& request, std::string_view parameter) {
  std::vector<LegacyCondition> conditions;
  for (const auto& [name, fields] : entries(request, parameter)) {
    conditions.push_back(
        {std::string(name), *fields.string("ComparisonOperator"), read_values(fields)});
  }
  return conditions;
}

LegacyCombination combination(const Request& request) {
  return request.string("ConditionalOperator") == "OR" ? LegacyCombination::any
                                                       : LegacyCombination::all;
}

LegacyUpdate::Action action(std::string_view name) {
  if (name == "ADD") return LegacyUpdate::Action::add;
  if (name == "DELETE") return LegacyUpdate::Action::erase;
  return LegacyUpdate::Action::put;
}

}  // namespace

ApiExpected<void> check_conditional_operator(const Request& request, std::string_view conditions) {
  if (!request.has("ConditionalOperator")) return {};
  const std::size_t count = entries(request, conditions).size();
  if (count == 0) {
    return refuse(validation("ConditionalOperator cannot be used without Filter or Expected"));
  }
  if (count == 1) {
    return refuse(
        validation("ConditionalOperator can only be used when Filter or Expected has two or more "
                   "elements"));
  }
  return {};
}

ApiExpected<std::optional<expressions::Condition>> read_legacy_filter(const Request& request,
                                                                      std::string_view parameter) {
  QUONDAM_ASSIGN(auto filter, expressions::translate_filter(read_conditions(request, parameter),
                                                            combination(request)));
  return filter;
}

ApiExpected<std::vector<expressions::KeyTerm>> read_key_conditions(const Request& request) {
  QUONDAM_ASSIGN(auto terms,
                 expressions::translate_key_conditions(read_conditions(request, "KeyConditions")));
  return terms;
}

ApiExpected<void> read_expected(const Request& request, ItemWrite& write) {
  std::vector<LegacyExpectation> expectations;
  for (const auto& [name, fields] : entries(request, "Expected")) {
    LegacyExpectation expected{std::string(name), fields.string("ComparisonOperator"),
                               fields.boolean("Exists"), read_value(fields, "Value"), std::nullopt};
    if (fields.has("AttributeValueList")) expected.values = read_values(fields);
    expectations.push_back(std::move(expected));
  }
  if (expectations.empty()) return {};
  QUONDAM_ASSIGN(write.condition,
                 expressions::translate_expected(expectations, combination(request)));
  return {};
}

ApiExpected<void> read_attribute_updates(const Request& request, ItemWrite& write) {
  if (!request.has("AttributeUpdates")) return {};
  std::vector<LegacyUpdate> updates;
  for (const auto& [name, fields] : entries(request, "AttributeUpdates")) {
    updates.push_back({std::string(name), action(fields.string("Action").value_or("PUT")),
                       read_value(fields, "Value")});
  }
  QUONDAM_ASSIGN(write.update, expressions::translate_updates(updates));
  return {};
}

}  // namespace quondam::operations
