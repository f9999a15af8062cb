// ContinuousBackupsDescription, as the operations on continuous backups answer it.
#pragma once

#include "operations/operation.h"

namespace quondam::operations {

ApiResult describe_continuous_backups(const Context& context, const catalog::Table& table);

}  // namespace quondam::operations
