#include "ops/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

namespace quondam::ops {
namespace {

// "{markdown,json}" in what the library says of an option's type.
std::vector<std::string> choices_in(std::string_view type) {
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  std::vector<std::string> choices;
  if (begin == std::string_view::npos || end == std::string_view::npos) return choices;
  for (std::string_view rest = type.substr(begin + 1, end - begin - 1); !rest.empty();) {
    const std::string_view choice = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(choice.size() + 1, rest.size()));
    choices.emplace_back(choice);
  }
  return choices;
}

// Its name, its type, or the first word of its description says so.
bool takes_file(const CommandOption& option, std::string_view type) {
  constexpr std::string_view kFile = "FILE";
  constexpr std::string_view kDirectory = "DIR";
  const std::string_view said = option.description;
  return option.names.front() == kFile || type == kFile || type.find(kDirectory) == 0 ||
         type.ends_with(":DIR") || said.starts_with("FILE ") || said.starts_with("DIR ") ||
         said.starts_with("Directory ");
}

CommandOption option_of(const CLI::Option& option) {
  CommandOption out;
  const bool positional = option.get_positional();
  if (positional) {
    out.names = {option.get_name()};
  } else {
    for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
  }
  out.description = option.get_description();
  out.group = option.get_group();
  out.required = option.get_required();
  out.repeatable = option.get_items_expected_max() > 1;
  out.fallback = option.get_default_str();
  if (!positional && option.get_items_expected_max() == 0) return out;
  const std::string type = option.get_type_name();
  out.choices = choices_in(type);
  out.is_file = takes_file(out, type);
  out.value = positional ? out.names.front() : type.substr(0, type.find(':'));
  if (out.value.empty()) out.value = "VALUE";
  return out;
}

CommandLine read(const CLI::App& app, std::vector<std::string> words) {
  CommandLine out;
  out.words = std::move(words);
  out.group = app.get_group();
  out.description = app.get_description();
  out.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? out.arguments : out.options).push_back(option_of(*option));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group().empty()) continue;
    std::vector<std::string> below = out.words;
    below.push_back(command->get_name());
    out.commands.push_back(read(*command, std::move(below)));
  }
  return out;
}

}  // namespace

CommandLine command_line_of(const CLI::App& app) {
  return read(app, {});
}

}  // namespace quondam::ops
