// `quondam serve`: the server.
#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_serve(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
