// `quondam runbook`: the operations runbook of tables as they are, with the commands for each case.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_runbook(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
