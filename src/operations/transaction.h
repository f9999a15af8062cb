// What TransactWriteItems, TransactGetItems and ExecuteTransaction share.
#pragma once

#include "catalog/catalog.h"
#include "operations/api_error.h"

namespace quondam::operations {

inline constexpr std::size_t kMostActions = 100;
inline constexpr std::size_t kMostTransactionBytes = 4 * 1024 * 1024;  // of items

// What is wrong with one action's item.
CancellationReason validation_reason(std::string message);

// An action does not fit its table: the transaction is cancelled, and only this action has a
// reason. An empty key refuses the request instead.
ApiError unfit(ApiError error, std::size_t action, std::size_t actions);

// Whether any action has a reason.
bool any_reason(const std::vector<CancellationReason>& reasons);

// One operation an item: "Transaction request cannot include multiple operations on one item".
ApiExpected<void> check_rows_differ(std::span<const catalog::RowOf> rows);

ApiError transaction_too_large();

}  // namespace quondam::operations
