// `quondam apply`: gives tables what a policy wants of them.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_apply(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
