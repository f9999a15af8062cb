#include "operations/item_admission.h"

#include "operations/item_key.h"
#include "operations/item_limits.h"

namespace quondam::operations {

Result<timeline::RowKey> admit_item(const catalog::Table& table, const item::Item& item) {
  QUONDAM_TRY(check_item_limits(item, "Item size has exceeded the maximum allowed size"));
  auto row = row_of_item(table.keys, item);
  if (!row) return fail(ErrorCode::validation, std::move(row).error().message);
  QUONDAM_TRY(check_index_keys(table, item, ValuesFrom::item));
  return *std::move(row);
}

}  // namespace quondam::operations
