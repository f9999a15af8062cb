// `quondam revert`: undoes what was changed in an interval, or by somebody, in place.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_revert(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
