#include "ops/completion.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "ops/command.h"
#include "ops/command_line.h"
#include "ops/command_text.h"

namespace quondam::ops {
namespace {

void each_command(const CommandLine& line, const std::function<void(const CommandLine&)>& visit) {
  visit(line);
  for (const CommandLine& command : line.commands) each_command(command, visit);
}

std::string names_below(const CommandLine& line) {
  std::string names;
  for (const CommandLine& command : line.commands)
    names += (names.empty() ? "" : " ") + command.words.back();
  return names;
}

// ---- bash; zsh by its emulation of it ----

constexpr std::string_view kBashBegin = R"bash(_quondam() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command='' word='' skip='' i=0
  local commands='' options='' valued='' files='' choices='' argument=''
  COMPREPLY=()
  # "--option=value" comes as three words.
  if [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == '=' ]]; then
    current=''
  fi
  _quondam_words ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == -- ]]; then
      return
    elif [[ -n $skip ]]; then
      [[ $word == '=' ]] || skip=''
    elif [[ " $valued " == *" $word "* ]]; then
      skip=1
    elif [[ " $commands " == *" $word "* ]]; then
      command="$command${command:+ }$word"
      _quondam_words "$command"
    fi
  done
  if [[ -n $skip && " $files " == *" $previous "* ]]; then
    _quondam_files "$current"
  elif [[ -n $skip ]]; then
    _quondam_choices "$command $previous"
    COMPREPLY=($(compgen -W "$choices" -- "$current"))
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
    if [[ -n $argument ]]; then _quondam_files "$current"; fi
  fi
}

_quondam_files() {
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -- "$1"))
  compopt -o filenames 2>/dev/null
}
)bash";

struct BashWords {
  std::string options;
  std::string valued;
  std::string files;
  std::string argument;  // a file, if there is one
};

BashWords bash_words(const CommandLine& line) {
  BashWords words;
  const auto add = [](std::string& list, const std::string& name) {
    list += (list.empty() ? "" : " ") + name;
  };
  for (const CommandOption& option : line.options) {
    for (const std::string& name : option.names) {
      add(words.options, name);
      if (!option.value.empty()) add(words.valued, name);
      if (option.is_file) add(words.files, name);
    }
  }
  for (const CommandOption& argument : line.arguments)
    if (argument.is_file) words.argument = argument.names.front();
  return words;
}

std::string bash_functions(const CommandLine& root) {
  std::string words = "\n# What may follow after a command.\n_quondam_words() {\n  case $1 in\n";
  std::string choices = "\n# Of a command's option.\n_quondam_choices() {\n  case $1 in\n";
  each_command(root, [&](const CommandLine& line) {
    const BashWords found = bash_words(line);
    std::string below = names_below(line);
    for (const CommandOption& argument : line.arguments)
      below += (argument.choices.empty() || below.empty() ? "" : " ") +
               fmt::format("{}", fmt::join(argument.choices, " "));
    const std::string command = fmt::format("{}", fmt::join(line.words, " "));
    words += fmt::format(
        "    '{}') commands='{}' options='{}' valued='{}' files='{}' argument='{}' ;;\n", command,
        below, found.options, found.valued, found.files, found.argument);
    for (const CommandOption& option : line.options) {
      if (option.choices.empty()) continue;
      choices += fmt::format("    '{} {}') choices='{}' ;;\n", command, option.names.front(),
                             fmt::join(option.choices, " "));
    }
  });
  words += "    *) commands='' options='' valued='' files='' argument='' ;;\n";
  return words + "  esac\n}\n" + choices + "  esac\n}\n\ncomplete -F _quondam quondam\n";
}

std::string bash_script(const CommandLine& root) {
  return "# Completion of quondam for bash, made by `quondam completion bash`.\n" +
         std::string(kBashBegin) + bash_functions(root);
}

std::string zsh_script(const CommandLine& root) {
  return "# Completion of quondam for zsh, made by `quondam completion zsh`.\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         std::string(kBashBegin) + bash_functions(root);
}

// ---- fish ----

std::string fish_condition(const CommandLine& line) {
  if (line.words.empty()) return "__fish_use_subcommand";
  std::string condition;
  for (const std::string& word : line.words)
    condition +=
        (condition.empty() ? "" : "; and ") + fmt::format("__fish_seen_subcommand_from {}", word);
  if (!line.commands.empty())
    condition += "; and not __fish_seen_subcommand_from " + names_below(line);
  return condition;
}

std::string fish_option(const CommandOption& option, const std::string& condition) {
  std::string text = fmt::format("complete -c quondam -n {}", shell_word(condition));
  for (const std::string& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) text += option.is_file ? " -r -F" : " -x";
  if (!option.choices.empty())
    text += " -a " + shell_word(fmt::format("{}", fmt::join(option.choices, " ")));
  return text + " -d " + shell_word(option.description) + "\n";
}

std::string fish_script(const CommandLine& root) {
  std::string text =
      "# Completion of quondam for fish, made by `quondam completion fish`.\n"
      "complete -c quondam -f\n";
  each_command(root, [&](const CommandLine& line) {
    const std::string condition = fish_condition(line);
    for (const CommandLine& command : line.commands)
      text += fmt::format("complete -c quondam -n {} -a {} -d {}\n", shell_word(condition),
                          command.words.back(), shell_word(command.description));
    for (const CommandOption& argument : line.arguments) {
      if (argument.is_file)
        text += fmt::format("complete -c quondam -n {} -F\n", shell_word(condition));
      for (const std::string& choice : argument.choices)
        text += fmt::format("complete -c quondam -n {} -a {}\n", shell_word(condition), choice);
    }
    for (const CommandOption& option : line.options) text += fish_option(option, condition);
  });
  return text;
}

}  // namespace

void add_completion(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("completion", "Print a script that completes commands");
  command->group(kServerGroup);
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("source <(quondam completion bash)");
  on_run(*command, "completion", exit_code, [&app, shell]() -> Outcome<int> {
    const CommandLine root = command_line_of(app);
    if (*shell == "bash") {
      print(bash_script(root));
    } else if (*shell == "zsh") {
      print(zsh_script(root));
    } else {
      print(fish_script(root));
    }
    return kOk;
  });
}

}  // namespace quondam::ops
