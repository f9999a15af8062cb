// `quondam undos`: the rewinds and reverts of a table, those that run and those that have ended.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_undos(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
