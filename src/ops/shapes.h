// `quondam shapes`: prints the shapes of all requests as JSON, for the test that compares them with
// AWS's service model.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

void add_shapes(CLI::App& app);

}  // namespace quondam::ops
