// Small files that are whole or not there at all, whatever cuts the program off.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/failure.h"

namespace quondam::ops {

// Writes beside it, syncs, renames, and syncs the directory.
Outcome<void> write_durably(const std::string& path, std::string_view content);
// Nothing when there is no such file.
Outcome<std::optional<std::string>> read_if_there(const std::string& path);
bool is_there(const std::string& path);

}  // namespace quondam::ops
