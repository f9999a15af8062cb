// Which items may be put into a table by somebody else than PutItem.
#pragma once

#include "catalog/table.h"
#include "item/attribute_value.h"
#include "timeline/record.h"

namespace quondam::operations {

// The item's row, if PutItem would take it; `validation` and PutItem's text.
Result<timeline::RowKey> admit_item(const catalog::Table& table, const item::Item& item);

}  // namespace quondam::operations
