// `quondam drill`: restores that are made to be looked at, timed, logged and dropped.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

void add_drill(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
