#include "operations/transaction.h"

#include <algorithm>
#include <set>

namespace quondam::operations {

bool is_validation(const ApiError& error) {
  return error.type.ends_with("#ValidationException");
}

CancellationReason validation_reason(const Error& error) {
  return {.code = "ValidationError", .message = error.message, .members = {}};
}

CancellationReason validation_reason(const ApiError& error) {
  return {.code = "ValidationError", .message = error.message, .members = {}};
}

bool any_reason(const std::vector<CancellationReason>& reasons) {
  return std::ranges::any_of(
      reasons, [](const CancellationReason& reason) { return reason.code != "None"; });
}

ApiExpected<void> check_rows_differ(std::span<const catalog::RowOf> rows) {
  std::set<std::pair<catalog::TableId, timeline::RowKey>> seen;
  for (const catalog::RowOf& row : rows) {
    if (!seen.emplace(row.table->id, row.row).second) {
      return refuse(
          validation("Transaction request cannot include multiple operations on one item"));
    }
  }
  return {};
}

ApiError transaction_too_large() {
  return validation("The aggregate size of the items in the transaction exceeds 4 MB");
}

}  // namespace quondam::operations
