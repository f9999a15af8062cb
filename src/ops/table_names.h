// The tables that a command is about, by pattern.
#pragma once

#include <string>
#include <vector>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

// Whether a name is one of those: fnmatch's patterns, as a shell has them ('orders*'). No pattern:
// every name is.
bool matches_any(const std::vector<std::string>& patterns, const std::string& name);

// In ListTables' order, which is the alphabet's.
Outcome<std::vector<std::string>> list_table_names(Client& client,
                                                   const std::vector<std::string>& patterns);

}  // namespace quondam::ops
