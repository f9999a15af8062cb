// ContinuousBackupsDescription, as the operations on continuous backups answer it.
#pragma once

#include "catalog/restorable_window.h"
#include "operations/operation.h"

namespace quondam::operations {

ApiResult describe_continuous_backups(const Context& context, const catalog::Table& table);

// The moments that the table can be restored to just now; nullopt while point-in-time recovery is
// off.
ApiExpected<std::optional<catalog::RestorableWindow>> restorable_window(
    const Context& context, const catalog::Table& table);

}  // namespace quondam::operations
