// The option --policy, which commands that look at a policy share.
#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Into `path`, whose value is what it is when nothing is said.
void add_policy_flag(CLI::App& command, std::string& path);

}  // namespace quondam::ops
