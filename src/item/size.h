// Sizes and depths as DynamoDB counts them (developer guide, "DynamoDB item sizes and formats"):
// they decide the 400 KB limit, the page limit of Query and Scan, and the capacity units.
#pragma once

#include <cstddef>

#include "item/attribute_value.h"

namespace quondam::item {

inline constexpr std::size_t kMaxItemBytes = 400 * 1024;
// An attribute's value is level 1, what it holds level 2, and so on; no value may be deeper than
// this.
inline constexpr int kMaxNestingLevels = 32;

// The size of a value alone, without its attribute's name.
std::size_t size_bytes(const AttributeValue& value);
// Names and values of all attributes; also the size of a map's contents without the map's own
// overhead.
std::size_t size_bytes(const Item& item);

// The deepest level of a value, counted as above: 1 for a scalar, a set or an empty list, 2 for a
// list of scalars.
int nesting_levels(const AttributeValue& value);
// The deepest of the item's attributes; 0 for an item without any.
int nesting_levels(const Item& item);

}  // namespace quondam::item
