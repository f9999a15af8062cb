#include "expressions/condition_evaluator.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "expressions/value_order.h"

namespace quondam::expressions {
namespace {

using item::AttributeValue;
using item::Item;

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// The length of a string in UTF-16 units, as DynamoDB counts it.
std::size_t utf16_length(const std::string& utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) ++units;  // a character begins
    if (byte >= 0xF0) ++units;           // and takes two units
  }
  return units;
}

std::optional<std::size_t> size_of(const AttributeValue& value) {
  return std::visit(Overloaded{
                        [](const std::string& v) { return std::optional(utf16_length(v)); },
                        [](const item::Binary& v) { return std::optional(v.bytes.size()); },
                        [](const item::StringSet& v) { return std::optional(v.values.size()); },
                        [](const item::NumberSet& v) { return std::optional(v.values.size()); },
                        [](const item::BinarySet& v) { return std::optional(v.values.size()); },
                        [](const item::List& v) { return std::optional(v.size()); },
                        [](const item::Map& v) { return std::optional(v.size()); },
                        [](const auto&) { return std::optional<std::size_t>(); },
                    },
                    value.alternatives());
}

// An operand's value for one item: points into the item or the condition, or holds what size()
// gave.
class OperandValue {
 public:
  OperandValue(const Operand& operand, const Item& item) {
    std::visit(Overloaded{
                   [&](const Path& path) { value_ = find(path, item); },
                   [&](const AttributeValue& value) { value_ = &value; },
                   [&](const SizeOf& size) { evaluate_size(size, item); },
               },
               operand);
  }
  OperandValue(const OperandValue&) = delete;
  OperandValue& operator=(const OperandValue&) = delete;

  explicit operator bool() const { return value_ != nullptr; }
  const AttributeValue& operator*() const { return *value_; }

 private:
  void evaluate_size(const SizeOf& size, const Item& item) {
    const AttributeValue* operand = nullptr;
    if (const auto* path = std::get_if<Path>(&size.operand)) {
      operand = find(*path, item);
    } else {
      operand = &std::get<AttributeValue>(size.operand);
    }
    if (operand == nullptr) return;
    const std::optional<std::size_t> units = size_of(*operand);
    if (!units) return;
    size_ = item::Number::from_integer(static_cast<std::int64_t>(*units));
    value_ = &size_;
  }

  const AttributeValue* value_ = nullptr;
  AttributeValue size_;
};

bool equal(const OperandValue& a, const OperandValue& b) {
  return a && b && *a == *b;
}

bool compare(Comparator comparator, const OperandValue& left, const OperandValue& right) {
  if (comparator == Comparator::equal) return equal(left, right);
  if (comparator == Comparator::not_equal) return !equal(left, right);
  if (!left || !right) return false;
  const std::optional<std::strong_ordering> ordering = order(*left, *right);
  if (!ordering) return false;
  switch (comparator) {
    case Comparator::less:
      return *ordering < 0;
    case Comparator::less_or_equal:
      return *ordering <= 0;
    case Comparator::greater:
      return *ordering > 0;
    default:
      return *ordering >= 0;
  }
}

bool begins_with(const AttributeValue& value, const AttributeValue& prefix) {
  if (const auto* text = value.get_if<std::string>()) {
    const auto* start = prefix.get_if<std::string>();
    return start != nullptr && text->starts_with(*start);
  }
  if (const auto* binary = value.get_if<item::Binary>()) {
    const auto* start = prefix.get_if<item::Binary>();
    return start != nullptr && binary->bytes.starts_with(start->bytes);
  }
  return false;
}

template <typename T>
bool has_element(const std::vector<T>& set, const AttributeValue& element) {
  const T* value = element.get_if<T>();
  return value != nullptr && std::find(set.begin(), set.end(), *value) != set.end();
}

// A substring, an element of a set, or an element of a list.
bool contains(const AttributeValue& container, const AttributeValue& element) {
  return std::visit(
      Overloaded{
          [&](const std::string& text) {
            const auto* part = element.get_if<std::string>();
            return part != nullptr && text.find(*part) != std::string::npos;
          },
          [&](const item::Binary& binary) {
            const auto* part = element.get_if<item::Binary>();
            return part != nullptr && binary.bytes.find(part->bytes) != std::string::npos;
          },
          [&](const item::StringSet& set) { return has_element(set.values, element); },
          [&](const item::NumberSet& set) { return has_element(set.values, element); },
          [&](const item::BinarySet& set) { return has_element(set.values, element); },
          [&](const item::List& list) {
            return std::find(list.begin(), list.end(), element) != list.end();
          },
          [](const auto&) { return false; },
      },
      container.alternatives());
}

struct Evaluator {
  const Item& item;

  bool operator()(const Compare& c) const {
    return compare(c.comparator, {c.left, item}, {c.right, item});
  }
  bool operator()(const Between& c) const {
    const OperandValue value(c.value, item);
    return compare(Comparator::greater_or_equal, value, {c.lower, item}) &&
           compare(Comparator::less_or_equal, value, {c.upper, item});
  }
  bool operator()(const In& c) const {
    const OperandValue value(c.value, item);
    return std::any_of(c.candidates.begin(), c.candidates.end(), [&](const Operand& candidate) {
      return equal(value, {candidate, item});
    });
  }
  bool operator()(const AttributeExists& c) const { return find(c.path, item) != nullptr; }
  bool operator()(const AttributeNotExists& c) const { return find(c.path, item) == nullptr; }
  bool operator()(const AttributeTypeIs& c) const {
    const OperandValue value(c.operand, item);
    return value && (*value).type() == c.type;
  }
  bool operator()(const BeginsWith& c) const {
    const OperandValue value(c.value, item);
    const OperandValue prefix(c.prefix, item);
    return value && prefix && begins_with(*value, *prefix);
  }
  bool operator()(const Contains& c) const {
    const OperandValue container(c.container, item);
    const OperandValue element(c.element, item);
    return container && element && contains(*container, *element);
  }
  bool operator()(const And& c) const {
    return std::all_of(c.conditions.begin(), c.conditions.end(),
                       [&](const Condition& part) { return evaluate(part, item); });
  }
  bool operator()(const Or& c) const {
    return std::any_of(c.conditions.begin(), c.conditions.end(),
                       [&](const Condition& part) { return evaluate(part, item); });
  }
  bool operator()(const Not& c) const { return !evaluate(c.condition.front(), item); }
};

}  // namespace

bool evaluate(const Condition& condition, const item::Item& item) {
  return std::visit(Evaluator{item}, condition.node);
}

}  // namespace quondam::expressions
