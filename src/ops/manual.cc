#include "ops/manual.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>

#include "ops/command.h"
#include "ops/command_line.h"
#include "ops/version.h"

namespace quondam::ops {
namespace {

// The date is that of the text written here.
constexpr std::string_view kBegin = R"(.TH QUONDAM 1 2026-11-26 "quondam {version}" "User Commands"
.SH NAME
quondam \- database that speaks DynamoDB's protocol and remembers
.SH SYNOPSIS
.B quondam
.I COMMAND
.RI [ OPTION ]...
.RI [ ARGUMENT ]...
.SH DESCRIPTION
.B quondam serve
is a server that any AWS SDK or the AWS command line talks to as to DynamoDB. Any of its tables can be read, compared, undone or
restored as it was at any second of the last 1 to 35 days. The other commands speak to such a server; some of them to any DynamoDB
endpoint, AWS included.
)";

constexpr std::string_view kEnd = R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Not done; standard error says why, and what to do next.
.TP
.B 2
The command line cannot be understood, or wants a
.BR \-\-yes ;
nothing was done.
.TP
.B 3
Done in part.
.SH ENVIRONMENT
Endpoint, region, credentials and retries are found as AWS's tools find theirs:
.BR AWS_ENDPOINT_URL_DYNAMODB ,
.BR AWS_ENDPOINT_URL ,
.BR AWS_REGION ,
.BR AWS_PROFILE ,
.BR AWS_ACCESS_KEY_ID ,
.BR AWS_SECRET_ACCESS_KEY ,
.BR AWS_SESSION_TOKEN ,
.BR AWS_CA_BUNDLE ,
.B AWS_MAX_ATTEMPTS
and the others that docs/cli.md lists. The options of
.B quondam serve
may be given as variables, too:
.B QUONDAM_DATA
for
.BR \-\-data .
.SH FILES
.TP
.I ~/.aws/config, ~/.aws/credentials
Profiles.
.TP
.I /etc/quondam/quondam.toml
The configuration of the service of the package.
.TP
.I /usr/share/doc/quondam/docs
The documentation; cli.md is the page of the commands.
.SH SEE ALSO
.BR aws (1),
.BR systemctl (1)
)";

// What roff would take for something else.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'' && (out.empty() || out.back() == '\n')) {
      out += "\\(aq";
    } else if (c == '.' && (out.empty() || out.back() == '\n')) {
      out += "\\&.";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string synopsis(const CommandLine& line) {
  std::string text = ".B quondam " + fmt::format("{}\n", fmt::join(line.words, " "));
  text += ".RI [ OPTION ]...\n";
  for (const CommandOption& argument : line.arguments) {
    const char* more = argument.repeatable ? "..." : "";
    text += argument.required ? fmt::format(".IR {} {}\n", roff(argument.names.front()), more)
                              : fmt::format(".RI [ {} ]{}\n", roff(argument.names.front()), more);
  }
  if (!line.commands.empty()) text += ".RI [ COMMAND ]\n";
  return text;
}

std::string described(const CommandOption& option) {
  std::string text = option.description;
  if (!option.choices.empty() && text.find(option.choices.front()) == std::string::npos)
    text += fmt::format("{}one of {}", text.empty() ? "" : "; ", fmt::join(option.choices, ", "));
  if (!option.fallback.empty())
    text += fmt::format("{}by default {}", text.empty() ? "" : "; ", option.fallback);
  return text.empty() ? "" : roff(text) + ".\n";
}

std::string listed(const CommandOption& option) {
  std::string names;
  for (const std::string& name : option.names)
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
  if (!option.value.empty() && option.value != option.names.front())
    names += fmt::format(" \\fI{}\\fR", roff(option.value));
  return ".TP\n" + names + "\n" + described(option);
}

// The options that name the server are those of nearly every command: they have a section of their
// own.
bool is_common(const CommandOption& option) {
  return option.group == kConnectionGroup;
}

std::string section(const CommandLine& line) {
  std::string text = ".SS " + fmt::format("quondam {}\n", fmt::join(line.words, " "));
  text += synopsis(line) + ".PP\n" + roff(line.description) + ".\n";
  for (const CommandOption& argument : line.arguments)
    if (!argument.description.empty()) text += listed(argument);
  bool common = false;
  for (const CommandOption& option : line.options) {
    common = common || is_common(option);
    if (!is_common(option) && option.names.back() != "--help") text += listed(option);
  }
  if (common) text += ".PP\nAnd those that say which server.\n";
  for (const CommandLine& command : line.commands) text += section(command);
  return text;
}

std::string page(const CommandLine& root) {
  std::string text(kBegin);
  constexpr std::string_view kVersionMark = "{version}";
  text.replace(text.find(kVersionMark), kVersionMark.size(), kVersion);
  for (const CommandOption& option : root.options) text += listed(option);
  std::string group;
  const CommandLine* with_common = nullptr;
  for (const CommandLine& command : root.commands) {
    if (command.group != group) text += ".SH " + (group = command.group) + "\n";
    text += section(command);
    if (with_common == nullptr && std::ranges::any_of(command.options, is_common))
      with_common = &command;
  }
  if (with_common != nullptr) {
    text += fmt::format(".SH {}\n", kConnectionGroup);
    for (const CommandOption& option : with_common->options)
      if (is_common(option)) text += listed(option);
  }
  return text + std::string(kEnd);
}

}  // namespace

void add_manual(CLI::App& app, int& exit_code) {
  // The empty group keeps it out of --help.
  CLI::App* command = app.add_subcommand("man", "Print the manual page")->group("");
  on_run(*command, "man", exit_code, [&app]() -> Outcome<int> {
    print(page(command_line_of(app)));
    return kOk;
  });
}

}  // namespace quondam::ops
