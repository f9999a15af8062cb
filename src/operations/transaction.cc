#include "operations/transaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace quondam::operations {

CancellationReason validation_reason(std::string message) {
  return {.code = "ValidationError", .message = std::move(message), .members = {}};
}

ApiError unfit(ApiError error, std::size_t action, std::size_t actions) {
  const bool of_empty_key = error.message.starts_with("One or more parameter values are not valid");
  if (!error.type.ends_with("#ValidationException") || of_empty_key) return error;
  std::vector<CancellationReason> reasons(actions);
  reasons[action] = validation_reason(std::move(error.message));
  return transaction_canceled(reasons);
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
  return validation(
      fmt::format("Transaction request size cannot exceed {} bytes", kMostTransactionBytes));
}

}  // namespace quondam::operations
