// `quondam man`, which --help does not show: the manual page quondam(1), made from the application,
// so that it names every command and option that there is. The package installs it.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

void add_manual(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
