#include "expressions/key_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "expressions/condition_parser.h"

namespace quondam::expressions {
namespace {

using item::AttributeValue;
using item::SortCondition;
using Operator = SortCondition::Operator;

constexpr std::string_view kParameter = "KeyConditionExpression";

tl::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::validation, std::move(message));
}
tl::unexpected<Error> invalid_operator(std::string_view name) {
  return refuse(fmt::format("Invalid operator used in KeyConditionExpression: {}", name));
}
tl::unexpected<Error> invalid_condition(std::string_view detail) {
  return refuse(fmt::format("Invalid condition in KeyConditionExpression: {}", detail));
}

// ---- step 2: the terms ----

// What the operands of one condition come to: the one key attribute, at the position it stands, and
// the values.
struct Operands {
  std::string attribute;
  std::size_t position = 0;
  std::vector<AttributeValue> values;
};

Result<Operands> split_operands(std::initializer_list<const Operand*> operands) {
  Operands split;
  bool found = false;
  std::size_t position = 0;
  for (const Operand* operand : operands) {
    if (std::holds_alternative<SizeOf>(*operand)) {
      return refuse("KeyConditionExpressions cannot contain nested operations");
    }
    if (const auto* path = std::get_if<Path>(operand)) {
      if (found) return invalid_condition("Multiple attribute names used in one condition");
      if (path->is_nested()) {
        return refuse("KeyConditionExpressions cannot have conditions on nested attributes");
      }
      found = true;
      split.attribute = path->attribute();
      split.position = position;
    } else {
      split.values.push_back(std::get<AttributeValue>(*operand));
    }
    ++position;
  }
  if (!found) return invalid_condition("No key attribute specified");
  return split;
}

Result<void> require_attribute_first(std::string_view name, const Operand& first) {
  if (std::holds_alternative<Path>(first)) return {};
  return invalid_condition(
      fmt::format("{} operator must have the key attribute as its first operand", name));
}

// `swapped`: the value stands before the attribute.
Operator operator_of(Comparator comparator, bool swapped) {
  switch (comparator) {
    case Comparator::less:
      return swapped ? Operator::gt : Operator::lt;
    case Comparator::less_or_equal:
      return swapped ? Operator::ge : Operator::le;
    case Comparator::greater:
      return swapped ? Operator::lt : Operator::gt;
    case Comparator::greater_or_equal:
      return swapped ? Operator::le : Operator::ge;
    default:
      return Operator::eq;
  }
}

using Terms = std::vector<KeyTerm>;

Result<void> add_terms(const Condition& condition, Terms& terms);

Result<void> add_term(Terms& terms, std::string attribute, SortCondition condition) {
  const bool seen = std::any_of(terms.begin(), terms.end(),
                                [&](const KeyTerm& term) { return term.attribute == attribute; });
  if (seen) {
    return refuse(
        "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition "
        "per key");
  }
  terms.push_back({std::move(attribute), std::move(condition), true});
  return {};
}

struct TermCollector {
  Terms& terms;

  Result<void> operator()(const Compare& c) const {
    if (c.comparator == Comparator::not_equal) return invalid_operator("<>");
    QUONDAM_ASSIGN(Operands operands, split_operands({&c.left, &c.right}));
    return add_term(
        terms, std::move(operands.attribute),
        {operator_of(c.comparator, operands.position == 1), std::move(operands.values[0]), {}});
  }
  Result<void> operator()(const Between& c) const {
    QUONDAM_TRY(require_attribute_first("BETWEEN", c.value));
    QUONDAM_ASSIGN(Operands operands, split_operands({&c.value, &c.lower, &c.upper}));
    return add_term(
        terms, std::move(operands.attribute),
        {Operator::between, std::move(operands.values[0]), std::move(operands.values[1])});
  }
  Result<void> operator()(const BeginsWith& c) const {
    QUONDAM_TRY(require_attribute_first("begins_with", c.value));
    QUONDAM_ASSIGN(Operands operands, split_operands({&c.value, &c.prefix}));
    return add_term(terms, std::move(operands.attribute),
                    {Operator::begins_with, std::move(operands.values[0]), {}});
  }
  Result<void> operator()(const And& c) const {
    for (const Condition& part : c.conditions) QUONDAM_TRY(add_terms(part, terms));
    return {};
  }
  Result<void> operator()(const Or&) const { return invalid_operator("OR"); }
  Result<void> operator()(const Not&) const { return invalid_operator("NOT"); }
  Result<void> operator()(const In&) const { return invalid_operator("IN"); }
  Result<void> operator()(const AttributeExists&) const {
    return invalid_operator("attribute_exists");
  }
  Result<void> operator()(const AttributeNotExists&) const {
    return invalid_operator("attribute_not_exists");
  }
  Result<void> operator()(const AttributeTypeIs&) const {
    return invalid_operator("attribute_type");
  }
  Result<void> operator()(const Contains&) const { return invalid_operator("contains"); }
};

Result<void> add_terms(const Condition& condition, Terms& terms) {
  return std::visit(TermCollector{terms}, condition.node);
}

// ---- step 3: the schema ----

const KeyTerm* find_term(const Terms& terms, const std::string& attribute) {
  const auto found = std::find_if(terms.begin(), terms.end(),
                                  [&](const KeyTerm& term) { return term.attribute == attribute; });
  return found == terms.end() ? nullptr : &*found;
}

tl::unexpected<Error> missed_element(const item::KeyAttribute& attribute) {
  return refuse(fmt::format("Query condition missed key schema element: {}", attribute.name));
}

Result<void> check_value(const item::KeyAttribute& attribute, const AttributeValue& value) {
  if (value.type() != attribute.type) {
    return refuse(
        "One or more parameter values were invalid: Condition parameter type does not match schema "
        "type");
  }
  const auto* text = value.get_if<std::string>();
  const auto* binary = value.get_if<item::Binary>();
  if ((text != nullptr && text->empty()) || (binary != nullptr && binary->bytes.empty())) {
    return refuse(
        fmt::format("One or more parameter values are not valid. The AttributeValue for a key "
                    "attribute cannot contain an empty {} value. Key: {}",
                    text != nullptr ? "string" : "binary", attribute.name));
  }
  return {};
}

Result<void> check_term(const item::KeyAttribute& attribute, const KeyTerm& term) {
  if (!term.indexable)
    return refuse("Attempted conditional constraint is not an indexable operation");
  QUONDAM_TRY(check_value(attribute, term.condition.value));
  if (term.condition.op == Operator::between) {
    QUONDAM_TRY(check_value(attribute, term.condition.upper));
  }
  // Only a legacy KeyConditions can come here with a prefix of a number.
  if (term.condition.op == Operator::begins_with && attribute.type == item::Type::N) {
    return refuse("Query key condition not supported");
  }
  return {};
}

// Conditions on sort attributes: equality up to the last attribute that has one, without a gap.
Result<void> check_sort_prefix(const Terms& terms, const item::KeySchema& schema) {
  std::string pending;  // attributes so far without an equality
  for (const item::KeyAttribute& attribute : schema.sort) {
    const KeyTerm* term = find_term(terms, attribute.name);
    if (term != nullptr && !pending.empty()) {
      return refuse(
          fmt::format("RANGE key attributes {} must have equality conditions specified in the "
                      "query because a condition is present on key attribute {}",
                      pending, attribute.name));
    }
    if (term != nullptr && term->condition.op == Operator::eq) continue;
    pending += (pending.empty() ? "" : ", ") + attribute.name;
  }
  return {};
}

}  // namespace

Result<Condition> parse_key_condition(std::string_view text, Placeholders& placeholders) {
  return parse_condition(kParameter, text, placeholders);
}

Result<std::vector<KeyTerm>> key_terms(const Condition& condition) {
  Terms terms;
  QUONDAM_TRY(add_terms(condition, terms));
  return terms;
}

Result<KeyCondition> resolve_key_condition(const std::vector<KeyTerm>& terms,
                                           const item::KeySchema& schema) {
  const std::size_t key_attributes = schema.partition.size() + schema.sort.size();
  if (terms.size() > key_attributes) {
    return refuse(
        fmt::format("The number of query conditions ({}) exceeds the number of key attributes "
                    "defined in the schema ({})",
                    terms.size(), key_attributes));
  }
  std::size_t used = 0;
  KeyCondition condition;
  for (const item::KeyAttribute& attribute : schema.partition) {
    const KeyTerm* term = find_term(terms, attribute.name);
    if (term == nullptr) return missed_element(attribute);
    QUONDAM_TRY(check_term(attribute, *term));
    if (term->condition.op != Operator::eq) return refuse("Query key condition not supported");
    condition.partition.push_back(term->condition.value);
    ++used;
  }
  QUONDAM_TRY(check_sort_prefix(terms, schema));
  for (const item::KeyAttribute& attribute : schema.sort) {
    const KeyTerm* term = find_term(terms, attribute.name);
    if (term == nullptr) break;
    QUONDAM_TRY(check_term(attribute, *term));
    if (term->condition.op == Operator::eq) {
      condition.sort_equal.push_back(term->condition.value);
    } else {
      condition.sort_range = term->condition;
    }
    ++used;
  }
  // A term that is left over names no key attribute; DynamoDB names the key attribute that it
  // stands in the place of.
  if (used < terms.size()) return missed_element(schema.sort[used - schema.partition.size()]);
  return condition;
}

}  // namespace quondam::expressions
