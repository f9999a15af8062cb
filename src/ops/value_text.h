// Attribute values for people. Strings stand in quotes and numbers do not, so that "5" and 5 can be
// told apart; sets are <<...>>, as PartiQL writes them. For programs there is --json.
#pragma once

#include <string>
#include <vector>

#include "item/attribute_value.h"

namespace quondam::ops {

// Safe for a terminal.
std::string value_text(const item::AttributeValue& value);

// name="value", in the order of `first` and then of the alphabet. `first`: the key's attributes,
// which are printed wherever they are part of the item.
std::string item_text(const item::Item& item, const std::vector<std::string>& first);

// One attribute that is not the same in two images of an item; null: not there.
struct AttributeChange {
  std::string path;  // "total", "address.city": maps are compared member by member
  const item::AttributeValue* before = nullptr;
  const item::AttributeValue* after = nullptr;
};

// Points into the two.
std::vector<AttributeChange> changes_between(const item::Item& before, const item::Item& after);

}  // namespace quondam::ops
