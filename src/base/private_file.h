// Files that hold secrets.
#pragma once

#include <string>

#include "base/result.h"

namespace quondam {

// The whole of a file of at most a megabyte. Refused with ErrorCode::validation, and what to do
// about it, when its group or others may read or write it.
Result<std::string> read_private_file(const std::string& path);

// The same for a file that is no secret.
Result<std::string> read_small_file(const std::string& path);

}  // namespace quondam
