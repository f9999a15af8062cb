// `quondam guard`: a migration or a bulk job with a way back.
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// What stands behind the -- of `quondam guard ... -- COMMAND...`, word for word: it is no business
// of the command line's library, which would take a word like [1,2] for a list. `argc` ends before
// it.
std::vector<std::string> take_guarded_command(int& argc, char** argv);

void add_guard(CLI::App& app, int& exit_code, std::vector<std::string> guarded_command);

}  // namespace quondam::ops
