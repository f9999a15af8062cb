#include "expressions/value_order.h"

#include <string>

namespace quondam::expressions {
namespace {

template <typename T>
std::optional<std::strong_ordering> order_as(const item::AttributeValue& a,
                                             const item::AttributeValue& b) {
  const T* left = a.get_if<T>();
  const T* right = b.get_if<T>();
  if (left == nullptr || right == nullptr) return std::nullopt;
  return *left <=> *right;
}

}  // namespace

std::optional<std::strong_ordering> order(const item::AttributeValue& a,
                                          const item::AttributeValue& b) {
  switch (a.type()) {
    case item::Type::S:
      return order_as<std::string>(a, b);
    case item::Type::N:
      return order_as<item::Number>(a, b);
    case item::Type::B:
      return order_as<item::Binary>(a, b);
    default:
      return std::nullopt;
  }
}

}  // namespace quondam::expressions
