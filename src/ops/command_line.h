// The commands and options that there are, read from the CLI11 application itself: what completion
// and the manual page are made of.
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

struct CommandOption {
  std::vector<std::string> names;    // "-h", "--help"; a positional argument's one name: "TABLE"
  std::string value;                 // what it is called: "FILE"; empty: it takes none
  std::vector<std::string> choices;  // if it has to be one of them
  bool is_file = false;              // a file or a directory
  bool required = false;
  bool repeatable = false;
  std::string fallback;  // what it is when it is not given; empty: nothing
  std::string group;
  std::string description;
};

struct CommandLine {
  std::vector<std::string> words;  // {"backup", "create"}; of the program itself: none
  std::string group;
  std::string description;
  std::string footer;
  std::vector<CommandOption> options;
  std::vector<CommandOption> arguments;  // positional
  std::vector<CommandLine> commands;     // below it, in the order of its help
};

// Without what is hidden from --help.
CommandLine command_line_of(const CLI::App& app);

}  // namespace quondam::ops
