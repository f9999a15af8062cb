// `quondam verify`: whether tables have what a policy wants of them; a gate for production.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_verify(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
