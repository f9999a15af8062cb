// Shapes that the operations on backups share.
#pragma once

#include "operations/common_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kBackupArn{.kind = string, .name = "BackupArn", .min = 37, .max = 1024};

}  // namespace quondam::operations::shapes
