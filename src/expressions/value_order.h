// The order of attribute values as expressions compare them.
#pragma once

#include <compare>
#include <optional>

#include "item/attribute_value.h"

namespace quondam::expressions {

// Strings by UTF-8 bytes, numbers by value, binaries by unsigned bytes. Values of other types, or
// of two different types, have no order.
std::optional<std::strong_ordering> order(const item::AttributeValue& a,
                                          const item::AttributeValue& b);

}  // namespace quondam::expressions
