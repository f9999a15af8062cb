#include "operations/expression_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "expressions/condition_parser.h"
#include "expressions/projection.h"

namespace quondam::operations {
namespace {

bool has_member(const Fields& request, std::string_view name) {
  return std::ranges::find(request.shape().members, name, &Member::name) !=
             request.shape().members.end() &&
         request.has(name);
}

std::vector<std::string_view> present(const Fields& request,
                                      std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> found;
  std::ranges::copy_if(names, std::back_inserter(found),
                       [&](std::string_view name) { return request.has(name); });
  return found;
}

}  // namespace

ApiExpected<void> check_expression_parameters(const Fields& request,
                                              std::initializer_list<std::string_view> expressions,
                                              std::initializer_list<std::string_view> older) {
  const auto given = present(request, expressions);
  auto given_older = present(request, older);
  std::erase_if(given_older, [&](std::string_view name) {
    return name == "KeyConditions" && !request.has("KeyConditionExpression");
  });
  if (!given.empty() && !given_older.empty()) {
    return refuse(validation(fmt::format(
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
        fmt::join(given_older, ", "), fmt::join(given, ", "))));
  }
  if (given.empty() && has_member(request, "ExpressionAttributeNames")) {
    return refuse(
        validation("ExpressionAttributeNames can only be specified when using expressions"));
  }
  if (!has_member(request, "ExpressionAttributeValues")) return {};
  std::vector<std::string_view> with_values;
  for (const std::string_view name : expressions) {
    if (name != "ProjectionExpression") with_values.push_back(name);
  }
  if (std::ranges::none_of(with_values, [&](std::string_view name) { return request.has(name); })) {
    return refuse(validation(fmt::format(
        "ExpressionAttributeValues can only be specified when using expressions: {} {} null",
        fmt::join(with_values, " and "), with_values.size() > 1 ? "are" : "is")));
  }
  return {};
}

ApiExpected<expressions::Placeholders> read_placeholders(const Fields& request) {
  std::optional<expressions::Placeholders::Names> names;
  if (has_member(request, "ExpressionAttributeNames")) {
    names.emplace();
    for (const auto& [placeholder, name] : request.string_map("ExpressionAttributeNames")) {
      names->insert_or_assign(std::string(placeholder), std::string(name));
    }
  }
  std::optional<expressions::Placeholders::ParsedValues> values;
  if (has_member(request, "ExpressionAttributeValues")) {
    values.emplace();
    for (const auto& [placeholder, value] : *request.attributes("ExpressionAttributeValues")) {
      values->insert_or_assign(std::string(placeholder), value);
    }
  }
  QUONDAM_ASSIGN(expressions::Placeholders placeholders,
                 expressions::Placeholders::create(std::move(names), std::move(values)));
  return placeholders;
}

ApiExpected<std::optional<expressions::Condition>> read_condition(
    const Fields& request, std::string_view parameter, expressions::Placeholders& placeholders) {
  const auto text = request.string(parameter);
  if (!text) return std::nullopt;
  QUONDAM_ASSIGN(expressions::Condition condition,
                 expressions::parse_condition(parameter, *text, placeholders));
  return condition;
}

ApiExpected<void> check_attributes_to_get(const Fields& request) {
  std::set<std::string_view> seen;
  for (const std::string_view name : request.strings("AttributesToGet")) {
    if (!seen.insert(name).second)
      return refuse(invalid_parameter(fmt::format("Duplicate value in attribute name: {}", name)));
  }
  return {};
}

ApiExpected<std::optional<expressions::Projection>> read_projection(
    const Fields& request, expressions::Placeholders& placeholders) {
  if (const auto text = request.string("ProjectionExpression")) {
    QUONDAM_ASSIGN(expressions::Projection projection,
                   expressions::parse_projection(*text, placeholders));
    return projection;
  }
  if (!has_member(request, "AttributesToGet")) return std::nullopt;
  QUONDAM_TRY(check_attributes_to_get(request));
  std::vector<expressions::Path> paths;
  for (const std::string_view name : request.strings("AttributesToGet"))
    paths.push_back({{std::string(name)}});
  return expressions::make_projection(std::move(paths));
}

}  // namespace quondam::operations
