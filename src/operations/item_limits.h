// What an item may be, whoever writes it.
#pragma once

#include "catalog/table.h"
#include "item/attribute_value.h"

namespace quondam::operations {

// 400 KB, 32 levels. `too_large` is AWS's text for the operation.
Result<void> check_item_limits(const item::Item& item, std::string_view too_large);

// Where the item has a key attribute of an index, it has the index's type, is not empty, and not
// too long. (Where it has none, it simply is not in the index.) AWS's texts depend on where the
// values come from: an item, the literals of an update expression, or what the update came to.
enum class ValuesFrom { item, literals, update };
Result<void> check_index_keys(const catalog::Table& table, const item::Item& item, ValuesFrom from);

}  // namespace quondam::operations
