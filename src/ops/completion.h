// `quondam completion SHELL`: a script that has a shell complete commands, options, their choices
// and files. It is made from the application, and asks no server: a key that is pressed must not
// wait for one, nor fetch credentials.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

// After all other commands: it knows those that are there when it runs.
void add_completion(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
