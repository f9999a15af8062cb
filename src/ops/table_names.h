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

// Whether it is a pattern: no table's name has one of a pattern's characters.
bool is_pattern(const std::string& name);

// In ListTables' order, which is the alphabet's.
Outcome<std::vector<std::string>> list_table_names(Client& client,
                                                   const std::vector<std::string>& patterns);

// The tables that a command's arguments name: a name stands for itself, whether there is such a
// table or not; a pattern for all tables that it matches, but not for the scratch tables of drills
// and comparisons. Each once, in the order of the arguments. Errors: a pattern that matches none.
Outcome<std::vector<std::string>> expand_table_names(Client& client,
                                                     const std::vector<std::string>& names);

}  // namespace quondam::ops
