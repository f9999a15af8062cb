#include "expressions/legacy_conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "expressions/value_order.h"

namespace quondam::expressions {
namespace {

using item::AttributeValue;
using item::Type;
using KeyOperator = item::SortCondition::Operator;
using Values = std::vector<AttributeValue>;

tl::unexpected<Error> invalid_parameter(std::string_view detail) {
  return fail(ErrorCode::validation,
              fmt::format("One or more parameter values were invalid: {}", detail));
}

// ---- the operators ----

using TypeSet = unsigned;
constexpr TypeSet types(std::initializer_list<Type> members) {
  TypeSet set = 0;
  for (const Type type : members) set |= 1U << static_cast<unsigned>(type);
  return set;
}
constexpr TypeSet kAnyType = ~0U;
constexpr TypeSet kOrdered = types({Type::S, Type::N, Type::B});
// The documentation allows what has an order; DynamoDB was not recorded to refuse the other two.
constexpr TypeSet kElement = kOrdered | types({Type::BOOL, Type::NUL});
constexpr TypeSet kWithPrefix = types({Type::S, Type::B});

template <Comparator comparator>
Condition compare(Path path, Values&& values) {
  return {Compare{comparator, std::move(path), std::move(values[0])}};
}
Condition between(Path path, Values&& values) {
  return {Between{std::move(path), std::move(values[0]), std::move(values[1])}};
}
Condition in(Path path, Values&& values) {
  In condition{std::move(path), {}};
  std::ranges::move(values, std::back_inserter(condition.candidates));
  return {std::move(condition)};
}
Condition exists(Path path, Values&&) {
  return {AttributeExists{std::move(path)}};
}
Condition exists_not(Path path, Values&&) {
  return {AttributeNotExists{std::move(path)}};
}
Condition begins_with(Path path, Values&& values) {
  return {BeginsWith{std::move(path), std::move(values[0])}};
}
Condition contains(Path path, Values&& values) {
  return {Contains{std::move(path), std::move(values[0])}};
}
// Unlike the negation of contains(), false where the attribute is missing.
Condition contains_not(Path path, Values&& values) {
  Not negation;
  negation.condition.push_back(contains(path, std::move(values)));
  And both;
  both.conditions.push_back(exists(std::move(path), {}));
  both.conditions.push_back({std::move(negation)});
  return {std::move(both)};
}

constexpr std::size_t kMany = std::numeric_limits<std::size_t>::max();

struct Operator {
  std::string_view name;
  std::size_t fewest_values;
  std::size_t most_values;
  TypeSet types;
  Condition (*condition)(Path path, Values&& values);
  std::optional<KeyOperator> of_key;  // nullopt: no key condition
};
constexpr std::array<Operator, 13> kOperators{{
    {"EQ", 1, 1, kAnyType, compare<Comparator::equal>, KeyOperator::eq},
    {"NE", 1, 1, kAnyType, compare<Comparator::not_equal>, std::nullopt},
    {"LE", 1, 1, kOrdered, compare<Comparator::less_or_equal>, KeyOperator::le},
    {"LT", 1, 1, kOrdered, compare<Comparator::less>, KeyOperator::lt},
    {"GE", 1, 1, kOrdered, compare<Comparator::greater_or_equal>, KeyOperator::ge},
    {"GT", 1, 1, kOrdered, compare<Comparator::greater>, KeyOperator::gt},
    {"BETWEEN", 2, 2, kOrdered, between, KeyOperator::between},
    {"IN", 1, kMany, kOrdered, in, std::nullopt},
    {"BEGINS_WITH", 1, 1, kWithPrefix, begins_with, KeyOperator::begins_with},
    {"CONTAINS", 1, 1, kElement, contains, std::nullopt},
    {"NOT_CONTAINS", 1, 1, kElement, contains_not, std::nullopt},
    {"NOT_NULL", 0, 0, kAnyType, exists, std::nullopt},
    {"NULL", 0, 0, kAnyType, exists_not, std::nullopt},
}};

const Operator& operator_named(std::string_view name) {
  const auto* found = std::ranges::find(kOperators, name, &Operator::name);
  assert(found != kOperators.end() && "the request's shape lets no other operator pass");
  return *found;
}

// ---- the checks ----

Result<Values> check_values(const Operator& op, std::span<const LegacyValue> given) {
  Values values;
  for (const LegacyValue& value : given) {
    if (!value) return tl::unexpected(value.error());
    values.push_back(*value);
  }
  if (values.size() < op.fewest_values || values.size() > op.most_values) {
    return invalid_parameter(
        fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", op.name));
  }
  for (const AttributeValue& value : values) {
    if (value.type() != values.front().type())
      return invalid_parameter("AttributeValues inside AttributeValueList must be of same type");
  }
  if (!values.empty() && (op.types & types({values.front().type()})) == 0) {
    return invalid_parameter(
        fmt::format("ComparisonOperator {} is not valid for {} AttributeValue type", op.name,
                    item::type_name(values.front().type())));
  }
  if (op.of_key != KeyOperator::between) return values;
  const auto bounds = order(values[0], values[1]);
  if (bounds && *bounds > 0) {
    return fail(ErrorCode::validation,
                "The BETWEEN condition was provided a range where the lower bound is greater than "
                "the upper bound");
  }
  return values;
}

// Expected's members against each other; what is compared with, if anything is.
Result<void> check_members(const LegacyExpectation& expected) {
  const std::string& name = expected.attribute;
  const bool has_value = expected.value.has_value();
  if (expected.values && has_value) {
    return invalid_parameter(fmt::format(
        "Value and AttributeValueList cannot be used together for Attribute: {}", name));
  }
  if (!expected.comparison) {
    if (expected.values) {
      return invalid_parameter(fmt::format(
          "AttributeValueList can only be used with a ComparisonOperator for Attribute: {}", name));
    }
    const bool exists = expected.exists.value_or(true);
    if (exists && !has_value) {
      return invalid_parameter(
          fmt::format("Value must be provided when Exists is {} for Attribute: {}",
                      expected.exists ? "true" : "null", name));
    }
    if (!exists && has_value) {
      return invalid_parameter(
          fmt::format("Value cannot be used when Exists is false for Attribute: {}", name));
    }
    return {};
  }
  if (expected.exists) {
    return invalid_parameter(fmt::format(
        "Exists and ComparisonOperator cannot be used together for Attribute: {}", name));
  }
  const Operator& op = operator_named(*expected.comparison);
  if (op.most_values > 0 && !has_value && !expected.values) {
    return invalid_parameter(fmt::format(
        "Value or AttributeValueList must be used with ComparisonOperator: {} for Attribute: {}",
        op.name, name));
  }
  return {};
}

// ---- the translation ----

Path path_of(const std::string& attribute) {
  return {{attribute}};
}

Result<Condition> translate(const LegacyCondition& condition) {
  const Operator& op = operator_named(condition.comparison);
  QUONDAM_ASSIGN(Values values, check_values(op, condition.values));
  return op.condition(path_of(condition.attribute), std::move(values));
}

Result<Condition> translate(const LegacyExpectation& expected) {
  QUONDAM_TRY(check_members(expected));
  if (!expected.comparison && !expected.value) return exists_not(path_of(expected.attribute), {});
  LegacyCondition condition{expected.attribute, expected.comparison.value_or("EQ"), {}};
  if (expected.values) condition.values = *expected.values;
  if (expected.value) condition.values.push_back(*expected.value);
  return translate(condition);
}

template <typename Entry>
Result<std::optional<Condition>> translate_all(std::span<const Entry> entries,
                                               LegacyCombination combination) {
  std::vector<Condition> conditions;
  for (const Entry& entry : entries) {
    QUONDAM_ASSIGN(Condition condition, translate(entry));
    conditions.push_back(std::move(condition));
  }
  if (conditions.empty()) return std::nullopt;
  if (combination == LegacyCombination::any) return Condition{Or{std::move(conditions)}};
  return Condition{And{std::move(conditions)}};
}

}  // namespace

Result<std::optional<Condition>> translate_filter(std::span<const LegacyCondition> conditions,
                                                  LegacyCombination combination) {
  return translate_all(conditions, combination);
}

Result<std::optional<Condition>> translate_expected(std::span<const LegacyExpectation> expectations,
                                                    LegacyCombination combination) {
  return translate_all(expectations, combination);
}

Result<std::vector<KeyTerm>> translate_key_conditions(std::span<const LegacyCondition> conditions) {
  std::vector<KeyTerm> terms;
  for (const LegacyCondition& condition : conditions) {
    const Operator& op = operator_named(condition.comparison);
    QUONDAM_ASSIGN(Values values, check_values(op, condition.values));
    KeyTerm term{condition.attribute, {}, op.of_key.has_value()};
    if (op.of_key) {
      term.condition.op = *op.of_key;
      term.condition.value = std::move(values[0]);
      if (values.size() > 1) term.condition.upper = std::move(values[1]);
    }
    terms.push_back(std::move(term));
  }
  // From when a key had at most two attributes; more are counted against the schema by now.
  if (terms.empty()) return fail(ErrorCode::validation, "Conditions can be of length 1 or 2 only");
  return terms;
}

}  // namespace quondam::expressions
