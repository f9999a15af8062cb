// `quondam iam`: the least that an operator must be allowed on AWS.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

void add_iam(CLI::App& app, int& exit_code);

}  // namespace quondam::ops
