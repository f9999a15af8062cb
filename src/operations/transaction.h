// What TransactWriteItems and TransactGetItems share.
#pragma once

#include "catalog/catalog.h"
#include "operations/api_error.h"

namespace quondam::operations {

inline constexpr std::size_t kMostActions = 100;
inline constexpr std::size_t kMostTransactionBytes = 4 * 1024 * 1024;  // of items

// Whether the error is one that AWS tells as an action's reason for the cancellation.
bool is_validation(const ApiError& error);

// The reason for one action whose item does not fit its table, or would not be valid.
CancellationReason validation_reason(const Error& error);
CancellationReason validation_reason(const ApiError& error);

// Whether any action has a reason.
bool any_reason(const std::vector<CancellationReason>& reasons);

// One operation an item: "Transaction request cannot include multiple operations on one item".
ApiExpected<void> check_rows_differ(std::span<const catalog::RowOf> rows);

ApiError transaction_too_large();

}  // namespace quondam::operations
