#include <CLI/CLI.hpp>

#include "ops/serve.h"
#include "ops/shapes.h"
#include "ops/version.h"

int main(int argc, char** argv) {
  CLI::App app("A database that speaks DynamoDB's protocol and remembers.", "quondam");
  app.set_version_flag("--version", std::string("quondam ") + quondam::ops::kVersion);
  app.require_subcommand(1);
  int exit_code = 0;
  quondam::ops::add_serve(app, exit_code);
  quondam::ops::add_shapes(app);
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
