// `quondam watch`: raises an alarm when tables lose what a policy wants of them.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_watch(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
