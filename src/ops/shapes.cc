#include "ops/shapes.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "operations/operation_table.h"

namespace quondam::ops {

void add_shapes(CLI::App& app) {
  // The empty group keeps it out of --help.
  app.add_subcommand("shapes", "Print the shapes of all requests")->group("")->callback([] {
    fmt::print("{}\n", operations::describe_shapes());
  });
}

}  // namespace quondam::ops
