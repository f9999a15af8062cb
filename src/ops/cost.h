// `quondam cost`: what point-in-time recovery, backups and restores of tables cost on AWS in a
// month.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_cost(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
