#include "ops/iam.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "ops/command.h"
#include "ops/iam_actions.h"
#include "ops/restore_pairs.h"

namespace quondam::ops {
namespace {

struct IamFlags {
  std::vector<std::string> commands;
  std::vector<std::string> tables;
  std::vector<std::string> targets;
  std::string account = "*";
  std::string region = "*";
};

// Each action once, in order.
using Actions = std::map<IamResource, std::set<std::string>>;

void add_row(const IamRow& row, Actions& actions) {
  for (const IamGrant& grant : row.grants) {
    std::string_view left = grant.actions;
    while (!left.empty()) {
      const std::string_view one = left.substr(0, left.find(' '));
      left.remove_prefix(std::min(one.size() + 1, left.size()));
      actions[grant.on].insert(fmt::format("dynamodb:{}", one));
    }
  }
}

// Those of the commands that this program has.
std::vector<IamRow> rows_of(const CLI::App& app) {
  std::vector<IamRow> rows = iam_rows();
  std::erase_if(rows, [&](const IamRow& row) {
    const std::string_view first = row.command.substr(0, row.command.find(' '));
    return app.get_subcommands([&](const CLI::App* one) { return one->get_name() == first; })
        .empty();
  });
  return rows;
}

// "backup" is all that begins with it.
bool is_named(const IamRow& row, const std::string& words) {
  return row.command == words || row.command.starts_with(words + " ");
}

// A command may be two words: "backup create". They are taken together where that is a command.
Outcome<Actions> read_commands(const std::vector<IamRow>& rows,
                               const std::vector<std::string>& words) {
  const auto is_row = [&](const std::string& name) {
    return std::ranges::find(rows, name, &IamRow::command) != rows.end();
  };
  Actions actions;
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::string name = words[at];
    if (at + 1 < words.size()) {
      const std::string both = fmt::format("{} {}", name, words[at + 1]);
      if (is_row(both) || why_not_on_aws(both)) {
        name = both;
        ++at;
      }
    }
    if (const auto why = why_not_on_aws(name)) {
      return wrong_usage(fmt::format("there is no policy for '{}': it {}", name, *why),
                         "Leave it out.");
    }
    const bool exact = is_row(name);
    bool found = false;
    for (const IamRow& row : rows) {
      if (exact ? row.command != name : !is_named(row, name)) continue;
      found = true;
      add_row(row, actions);
    }
    if (!found) {
      return wrong_usage(fmt::format("there is no command '{}'", name),
                         "`quondam iam --help` lists those that have a policy.");
    }
  }
  return actions;
}

// IAM's patterns know "*" and "?" alone; all else is what DynamoDB allows in a table's name.
std::string is_pattern(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '*' || c == '?';
  };
  if (text.empty()) return "is empty";
  if (std::ranges::all_of(text, allowed)) return {};
  return "'" + text + "' is no name or pattern of tables: letters, digits, _ - . and * ?";
}

std::string is_account(const std::string& text) {
  constexpr std::size_t kDigits = 12;
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text == "*" || (text.size() == kDigits && digits)) return {};
  return "'" + text + "' is no account: 12 digits";
}

std::string is_region(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (text == "*" || (!text.empty() && std::ranges::all_of(text, allowed))) return {};
  return "'" + text + "' is no region: us-east-1, say";
}

// China and GovCloud are partitions of their own.
std::string_view partition_of(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  return region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::string_view sid_of(IamResource resource) {
  switch (resource) {
    case IamResource::all:
      return "Lists";
    case IamResource::table:
      return "Tables";
    case IamResource::index:
      return "Indexes";
    case IamResource::backup:
      return "Backups";
    case IamResource::target:
      return "RestoredTables";
    case IamResource::scratch:
      return "ScratchTables";
    case IamResource::drill:
      return "DrillTables";
  }
  return {};
}

std::vector<std::string> arns_of(const IamFlags& flags, IamResource resource) {
  if (resource == IamResource::all) return {"*"};
  const bool named = resource == IamResource::target && !flags.targets.empty();
  std::vector<std::string> arns;
  for (const std::string& table : named ? flags.targets : flags.tables) {
    std::string name = table;
    if (resource == IamResource::index) name += "/index/*";
    if (resource == IamResource::backup) name += "/backup/*";
    if (resource == IamResource::target && !named) name += kRestoredSuffix;
    if (resource == IamResource::scratch) name = fmt::format("quondam-scratch-{}-*", table);
    if (resource == IamResource::drill) name = fmt::format("quondam-drill-{}-*", table);
    arns.push_back(fmt::format("arn:{}:dynamodb:{}:{}:table/{}", partition_of(flags.region),
                               flags.region, flags.account, name));
  }
  return arns;
}

// For people to read and to keep; nothing in it needs an escape.
template <typename Texts>
std::string lines_of(const Texts& texts) {
  std::string lines;
  for (const std::string& text : texts)
    lines += fmt::format("{}\n        \"{}\"", lines.empty() ? "" : ",", text);
  return lines;
}

std::string document_of(const IamFlags& flags, const Actions& actions) {
  std::string statements;
  for (const auto& [resource, names] : actions) {
    statements += fmt::format(
        "{}\n    {{\n      \"Sid\": \"{}\",\n      \"Effect\": \"Allow\",\n"
        "      \"Action\": [{}\n      ],\n      \"Resource\": [{}\n      ]\n    }}",
        statements.empty() ? "" : ",", sid_of(resource), lines_of(names),
        lines_of(arns_of(flags, resource)));
  }
  return fmt::format("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{}\n  ]\n}}\n",
                     statements);
}

Outcome<int> run(const CLI::App& app, IamFlags flags) {
  QUONDAM_ASSIGN(const Actions actions, read_commands(rows_of(app), flags.commands));
  if (flags.tables.empty()) flags.tables = {"*"};
  print(document_of(flags, actions));
  return kOk;
}

std::string footer(const std::vector<IamRow>& rows) {
  std::string text = "COMMAND is one or more of:\n";
  std::string line;
  constexpr std::size_t kColumns = 90;
  for (const IamRow& row : rows) {
    const std::string word = fmt::format("{}{}", line.empty() ? "  " : ", ", row.command);
    if (line.size() + word.size() > kColumns) {
      text += line + ",\n";
      line = fmt::format("  {}", row.command);
    } else {
      line += word;
    }
  }
  return text + line;
}

}  // namespace

void add_iam(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("iam", "Print the IAM policy that a command needs on AWS");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<IamFlags>();
  command->add_option("COMMAND", flags->commands)->required()->type_name("")->check(not_empty);
  const auto patterns = [&](const char* name, std::vector<std::string>& into, const char* says) {
    command->add_option(name, into, says)
        ->type_name("PATTERN")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->check(is_pattern);
  };
  patterns("--table", flags->tables, "Which tables ('orders*'), several times; else all of them");
  patterns("--target", flags->targets,
           "Which tables a restore may make; else those of --table with -restored behind");
  command->add_option("--account", flags->account, "Whose tables; else those of any account")
      ->type_name("ID")
      ->check(is_account);
  command->add_option("--region", flags->region, "Where; else in every region")
      ->type_name("NAME")
      ->check(is_region);
  command->footer([&app] { return footer(rows_of(app)); });
  on_run(*command, "iam", exit_code, [&app, flags] { return run(app, *flags); });
}

}  // namespace quondam::ops
