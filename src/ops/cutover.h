// `quondam cutover`: brings a restored table to its source's settings, on any DynamoDB endpoint.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// Adds the command to `app`; `exit_code` is set when it has run.
void add_cutover(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
