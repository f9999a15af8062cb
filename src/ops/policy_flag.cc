#include "ops/policy_flag.h"

#include <CLI/CLI.hpp>

#include "ops/command.h"

namespace quondam::ops {

void add_policy_flag(CLI::App& command, std::string& path) {
  command.add_option("--policy", path, "What the tables must have; -: standard input")
      ->type_name("FILE")
      ->check(not_empty)
      ->capture_default_str();
}

}  // namespace quondam::ops
