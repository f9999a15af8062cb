#include "ops/runbook_commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"
#include "ops/command_text.h"
#include "ops/cutover_plan.h"

namespace quondam::ops {
namespace {

std::string with_rest(std::string line, std::string_view rest) {
  if (!rest.empty()) line += fmt::format(" {}", rest);
  return line;
}

// "tag-resource" of "TagResource".
std::string dashed(std::string_view operation) {
  std::string out;
  for (const char c : operation) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '-';
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// The short form of a key has no way to write these in a name.
bool fits_short_form(const std::string& name) {
  return std::ranges::all_of(name, [](char c) {
    return c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

std::string connection_words(const Runbook& runbook) {
  std::string words = fmt::format(" AWS_DEFAULT_REGION={}", shell_word(runbook.connection.region));
  if (!runbook.profile.empty())
    words += fmt::format(" AWS_PROFILE={}", shell_word(runbook.profile));
  const bool encrypted = runbook.connection.endpoint.text.starts_with("https:");
  if (encrypted && !runbook.connection.ca_bundle.empty())
    words += fmt::format(" AWS_CA_BUNDLE={}", shell_word(runbook.connection.ca_bundle));
  return words;
}

// Version 2 of AWS's command line shows what it prints in a pager otherwise.
std::string without_pager(const std::vector<std::string>& lines) {
  const bool any = std::ranges::any_of(lines, [](const std::string& line) {
    return line.find("aws dynamodb") != std::string::npos;
  });
  return any ? " AWS_PAGER=" : "";
}

}  // namespace

std::string needs(std::string_view variable, std::string_view example, std::string_view what) {
  return fmt::format(R"(: "${{{0}:?set it first, such as {0}={1}: {2}}}")", variable, example,
                     what);
}

std::string needs_moment() {
  return needs("moment", "2026-01-31T10:15:00Z", "the last moment at which all was well");
}

std::string needs_caller() {
  return needs("caller", "AKIAIOSFODNN7EXAMPLE", "the access key id that the script used");
}

std::string needs_repair(const Runbook& runbook) {
  return needs("repair", runbook.is_quondam ? "repair-20260131T101500Z" : "2026-01-31T11:00:00Z",
               "what the repair printed");
}

std::string needs_other_server() {
  return needs("other", "http://127.0.0.1:8001", "the URL of the other server");
}

std::string quondam_line(const std::vector<std::string>& words, std::string_view rest) {
  return with_rest("quondam " + shell_words(words), rest);
}

std::string aws_line(std::string_view operation, const std::vector<std::string>& words,
                     std::string_view rest) {
  std::string line = fmt::format("aws dynamodb {}", operation);
  if (!words.empty()) line += " " + shell_words(words);
  return with_rest(std::move(line), rest);
}

std::string aws_request(std::string_view operation, std::string_view json) {
  return aws_line(dashed(operation), {"--cli-input-json", std::string(json)});
}

std::string until_active(const std::string& table) {
  return fmt::format("while {} | grep -vx ACTIVE; do sleep 5; done",
                     aws_line("describe-table", {"--table-name", table, "--query",
                                                 "Table.TableStatus", "--output", "text"}));
}

CommandBlock enclosed(std::string says, std::vector<std::string> lines) {
  lines.insert(lines.begin(), "(set -eu");
  lines.emplace_back(")");
  return {std::move(says), std::move(lines)};
}

std::string connection_line(const Runbook& runbook, const std::vector<std::string>& lines) {
  return fmt::format("export AWS_ENDPOINT_URL_DYNAMODB={}{}{}",
                     shell_word(runbook.connection.endpoint.text), connection_words(runbook),
                     without_pager(lines));
}

CommandBlock block(const Runbook& runbook, std::string says, std::vector<std::string> lines) {
  lines.insert(lines.begin(), connection_line(runbook, lines));
  return enclosed(std::move(says), std::move(lines));
}

CommandBlock block_elsewhere(const Runbook& runbook, std::string says,
                             std::vector<std::string> lines) {
  const std::vector<std::string> begin{
      needs_other_server(), fmt::format(R"(export AWS_ENDPOINT_URL_DYNAMODB="$other"{}{})",
                                        connection_words(runbook), without_pager(lines))};
  lines.insert(lines.begin(), begin.begin(), begin.end());
  return enclosed(std::move(says), std::move(lines));
}

std::vector<std::string> key_lines(const TableFacts& table) {
  const bool fits =
      !table.keys.empty() && std::ranges::all_of(table.keys, [](const KeyAttribute& key) {
        return fits_short_form(key.name);
      });
  if (!fits)
    return {needs("key", "JSON", "the key of the item as JSON of DynamoDB, all its attributes")};
  std::vector<std::string> lines;
  std::string key;
  constexpr std::string_view kVariables[] = {"pk", "sk"};
  for (std::size_t n = 0; n < table.keys.size() && n < std::size(kVariables); ++n) {
    const KeyAttribute& attribute = table.keys[n];
    const std::string_view kind = attribute.type == "N"   ? "a number"
                                  : attribute.type == "B" ? "bytes as base64"
                                                          : "a text without commas";
    lines.push_back(
        needs(kVariables[n], "1001", fmt::format("the {} of the item, {}", attribute.name, kind)));
    key += fmt::format("{}{}=${}", key.empty() ? "" : ",", attribute.name, kVariables[n]);
  }
  lines.push_back(fmt::format(R"(key="{}")", key));
  return lines;
}

std::vector<std::string> setting_lines(const TableFacts& table) {
  TableSettings bare = table.settings;
  bare.deletion_protection = false;
  bare.stream_view.clear();
  if (bare.tags) bare.tags->clear();
  if (bare.ttl_attribute) bare.ttl_attribute->clear();
  if (bare.recovery) bare.recovery = TableSettings::Recovery{};
  std::vector<std::string> lines;
  for (const CutoverStep& step : plan_cutover(table.settings, bare, false).steps) {
    const std::string call = aws_request(step.operation, step.body);
    lines.push_back(until_active(table.name()));
    // AWS is not ready to turn recovery on as soon as a table is ACTIVE.
    lines.push_back(step.setting == "PointInTimeRecovery"
                        ? fmt::format("for try in 1 2 3 4 5 6; do {} && break; sleep 5; done", call)
                        : call);
  }
  return lines;
}

std::vector<std::string> deletion_lines(const std::string& table, bool is_protected) {
  std::vector<std::string> lines;
  if (is_protected) {
    lines.push_back(
        aws_line("update-table", {"--table-name", table, "--no-deletion-protection-enabled"}));
    lines.push_back(until_active(table));
  }
  lines.push_back(aws_line("delete-table", {"--table-name", table}));
  return lines;
}

}  // namespace quondam::ops
