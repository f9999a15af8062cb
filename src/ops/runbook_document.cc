#include "ops/runbook_document.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/moment_text.h"
#include "ops/command.h"
#include "ops/prices.h"
#include "ops/size_text.h"

namespace quondam::ops {
namespace {

// "3 days ago", in the largest unit that is not less than one.
std::string age_text(const std::string& moment, Micros now_us) {
  const auto at_us = parse_moment(moment);
  if (!at_us || *at_us > now_us) return {};
  struct Unit {
    Micros us;
    std::string_view name;
  };
  constexpr Unit kUnits[] = {{86'400 * kMicrosPerSecond, "day"},
                             {3'600 * kMicrosPerSecond, "hour"},
                             {60 * kMicrosPerSecond, "minute"}};
  for (const Unit& unit : kUnits) {
    const Micros count = (now_us - *at_us) / unit.us;
    if (count > 0) return counted(static_cast<std::uint64_t>(count), unit.name) + " ago";
  }
  return "less than a minute ago";
}

class Layout {
 public:
  explicit Layout(const Runbook& runbook) : runbook_(runbook) {
    document_.title = fmt::format("Runbook: the tables of {}", runbook.connection.endpoint.text);
  }

  Document take() {
    as_of();
    which_case();
    commands();
    tables();
    who_may();
    who_is_warned();
    for (const Procedure& procedure : runbook_.procedures) add(procedure);
    return std::move(document_);
  }

 private:
  void heading(int level, std::string text, std::string anchor) {
    document_.parts.emplace_back(Heading{level, std::move(text), std::move(anchor)});
  }
  void paragraph(std::string text) { document_.parts.emplace_back(Paragraph{std::move(text)}); }
  void list(std::vector<std::string> entries) {
    if (!entries.empty()) document_.parts.emplace_back(BulletList{std::move(entries)});
  }

  void as_of();
  void which_case();
  void commands();
  void tables();
  void add(const TableFacts& table, std::size_t number);
  void who_may();
  void policies();
  void who_is_warned();
  void add(const Procedure& procedure);

  const Runbook& runbook_;
  Document document_;
};

void Layout::as_of() {
  heading(2, fmt::format("As of {}", moment_text(runbook_.written_us)), "as-of");
  paragraph(
      "Everything here was so at that moment; write it anew with `quondam runbook` after every "
      "change of a table. What moves with the time alone stands in this section, and nowhere "
      "else.");
  DataTable windows{{"table", "can be restored from", "up to", "last drill", "its result"}, {}};
  for (const TableFacts& table : runbook_.tables) {
    const bool drilled = table.last_drill.has_value();
    windows.rows.push_back(
        {table.name(),
         !table.recovery           ? "not known"
         : table.recovery->enabled ? time_text(table.recovery->earliest_us)
                                   : "recovery is off",
         table.can_be_restored() ? time_text(table.recovery->latest_us) : "",
         drilled ? fmt::format("{}, {}", table.last_drill->started_at,
                               age_text(table.last_drill->started_at, runbook_.written_us))
                 : "none in this machine's drill log",
         drilled ? table.last_drill->result : ""});
  }
  document_.parts.emplace_back(std::move(windows));
  for (const TableFacts& table : runbook_.tables) {
    if (table.last_drill && !table.last_drill->message.empty())
      paragraph(fmt::format("The last drill of {}: {}", table.name(), table.last_drill->message));
  }
  if (!runbook_.left_out.empty()) {
    paragraph(fmt::format("Not in here, because they are being made or deleted: {}",
                          fmt::join(runbook_.left_out, ", ")));
  }
}

void Layout::which_case() {
  heading(2, "Which case is it?", "cases");
  std::vector<std::string> entries;
  for (const Procedure& procedure : runbook_.procedures)
    entries.push_back(fmt::format("{}: {}", procedure.title, procedure.when));
  list(std::move(entries));
}

void Layout::commands() {
  heading(2, "How to run the commands", "commands");
  std::vector<std::string> entries{
      "Each block is for a POSIX shell, as it stands. It names its server itself, and needs "
      "`quondam`, `aws` (1.29 or later, or 2.13 or later) and credentials, as AWS's tools find "
      "them: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or a profile.",
      "What only you know is a variable, which the block asks for by name when it is not set: set "
      "it "
      "in a line before it."};
  entries.emplace_back(
      runbook_.is_quondam
          ? "A moment is ISO 8601 with a time zone, or the name of a restore point."
          : "A moment is ISO 8601 with a time zone, in whole seconds. This endpoint is no Quondam: "
            "what a table was comes back by a restore to a scratch table alone, and the latest "
            "moment that can be restored lies behind (on AWS about five minutes).");
  list(std::move(entries));
}

void Layout::tables() {
  heading(2, "The tables", "tables");
  std::size_t number = 0;
  for (const TableFacts& table : runbook_.tables) add(table, ++number);
}

std::string recovery_text(const TableFacts& table) {
  if (!table.recovery) return "the endpoint does not tell";
  return table.recovery->enabled ? fmt::format("on, {} days", table.recovery->days) : "OFF";
}

std::string unknown_or(const TableSettings& settings, std::string_view setting,
                       const std::optional<std::string>& value, std::string_view none) {
  if (value) return value->empty() ? std::string(none) : *value;
  for (const TableSettings::Unknown& unknown : settings.unknown)
    if (unknown.setting == setting) return "not known: " + unknown.why;
  return "not known";
}

std::string backups_text(const TableFacts& table) {
  if (!table.footprint.backups) return "the endpoint does not list them";
  if (table.backups.count == 0) return "none";
  return fmt::format("{}, the newest of {}", table.backups.count,
                     time_text(table.backups.newest_us));
}

std::string cost_text(const Runbook& runbook, const TableFacts& table) {
  if (!table.month_cost) return "not known: the price table does not have the region";
  return fmt::format("{} a month{} (recovery {}{}, backups {}); one restore {}",
                     money_text(table.month_cost, table.cost.currency),
                     runbook.is_quondam ? ", if it were on AWS" : "",
                     money_text(table.cost.recovery_month, table.cost.currency),
                     table.can_be_restored() ? "" : " if it were on",
                     money_text(table.cost.backups_month, table.cost.currency),
                     money_text(table.cost.one_restore, table.cost.currency));
}

std::string capacity_text(const TableSettings& settings) {
  if (settings.billing_mode != "PROVISIONED") return "on demand";
  return fmt::format("provisioned, {} read and {} write units", settings.read_units,
                     settings.write_units);
}

void Layout::add(const TableFacts& table, std::size_t number) {
  const TableSettings& settings = table.settings;
  heading(3, table.name(), fmt::format("table-{}", number));
  std::vector<std::string> keys;
  for (const KeyAttribute& key : table.keys)
    keys.push_back(fmt::format("{} ({})", key.name, key.type));
  DataTable facts{{"what", "is"}, {}};
  const auto row = [&](std::string what, std::string is) {
    facts.rows.push_back({std::move(what), std::move(is)});
  };
  row("status", settings.status);
  row("items, size",
      fmt::format("{}, {}", table.footprint.items, size_text(table.footprint.table_bytes)));
  row("key", fmt::format("{}", fmt::join(keys, ", ")));
  row("indexes",
      table.indexes.empty() ? "none" : fmt::format("{}", fmt::join(table.indexes, "; ")));
  row("capacity", capacity_text(settings));
  row("point-in-time recovery", recovery_text(table));
  row("deletion protection", settings.deletion_protection ? "on" : "OFF");
  row("time to live", unknown_or(settings, "TimeToLive", settings.ttl_attribute, "off"));
  row("stream", settings.stream_view.empty() ? "off" : settings.stream_view);
  std::optional<std::string> tags;
  if (settings.tags) {
    tags.emplace();
    for (const auto& [key, value] : *settings.tags)
      *tags += fmt::format("{}{}={}", tags->empty() ? "" : ", ", key, value);
  }
  row("tags", unknown_or(settings, "Tags", tags, "none"));
  row("on-demand backups", backups_text(table));
  row("cost", cost_text(runbook_, table));
  if (!settings.replicas.empty())
    row("replicas", fmt::format("{}", fmt::join(settings.replicas, ", ")));
  row("ARN", settings.arn);
  row("table ID", settings.id);
  document_.parts.emplace_back(std::move(facts));
}

void Layout::policies() {
  DataTable statements{{"table", "statement", "effect", "who", "may do", "on", "when"}, {}};
  std::vector<std::string> without;
  std::vector<std::string> unknown;
  for (const TableFacts& table : runbook_.tables) {
    if (table.policy.unknown)
      unknown.push_back(fmt::format("{}: {}", table.name(), *table.policy.unknown));
    else if (table.policy.statements.empty())
      without.push_back(table.name());
    for (const PolicyStatement& one : table.policy.statements)
      statements.rows.push_back({table.name(), one.id, one.effect, one.principals, one.actions,
                                 one.resources, one.condition});
  }
  if (!statements.rows.empty()) document_.parts.emplace_back(std::move(statements));
  if (!without.empty())
    paragraph(fmt::format("Without a resource policy: {}.", fmt::join(without, ", ")));
  list(std::move(unknown));
}

void Layout::who_may() {
  heading(2, "Who may do what", "who");
  std::vector<std::string> entries{fmt::format("This was written with the access key `{}`.",
                                               runbook_.connection.credentials->key_id())};
  switch (runbook_.credentials) {
    case CredentialsRule::any_signature:
      entries.emplace_back(
          "The server accepts any signature: whoever reaches its address may do everything. "
          "`quondam serve --credentials FILE` changes that.");
      break;
    case CredentialsRule::keys_of_the_server:
      entries.emplace_back(
          "The server asks for a signature by one of its own access keys (its `--credentials` "
          "file); which ones there are, it does not tell.");
      break;
    case CredentialsRule::iam:
      entries.emplace_back(
          "IAM and the resource policies below decide. Each procedure names the least that whoever "
          "follows it must be allowed to do.");
      break;
    case CredentialsRule::unknown:
      entries.emplace_back("The endpoint does not tell whom it lets in.");
      break;
  }
  list(std::move(entries));
  policies();
}

void Layout::who_is_warned() {
  heading(2, "Who is warned when recovery is off", "warned");
  std::vector<std::string> entries;
  if (runbook_.is_quondam) {
    entries = {
        "Nobody, by the server itself. With `--metrics-listen` it serves "
        "`quondam_table_recovery_enabled` for Prometheus: a rule on "
        "`quondam_table_recovery_enabled "
        "== 0` warns whoever its alert manager names.",
        "`quondam guard` refuses to begin where recovery is off, and a drill fails."};
  } else {
    entries = {
        "On AWS nobody, unless it was set up: the AWS Config rule `dynamodb-pitr-enabled` finds "
        "tables without it; an EventBridge rule on CloudTrail's `UpdateContinuousBackups` tells "
        "who "
        "turned it off, and when.",
        "`quondam guard` refuses to begin where recovery is off, and a drill fails."};
  }
  entries.emplace_back(
      "The last block of \"Verifying that recovery is on\" fails when it is off: for cron, or a "
      "step "
      "of CI.");
  std::vector<std::string> off;
  for (const TableFacts& table : runbook_.tables)
    if (table.recovery && !table.recovery->enabled) off.push_back(table.name());
  if (!off.empty()) entries.push_back(fmt::format("It is OFF now for: {}.", fmt::join(off, ", ")));
  list(std::move(entries));
}

void Layout::add(const Procedure& procedure) {
  heading(2, procedure.title, procedure.id);
  std::vector<std::string> entries{"When: " + procedure.when, "Costs: " + procedure.costs,
                                   "Takes: " + procedure.takes};
  if (!procedure.back.empty()) entries.push_back("To go back: " + procedure.back);
  entries.push_back(fmt::format("Needs: {}", fmt::join(procedure.permissions, "; ")));
  list(std::move(entries));
  for (const std::string& note : procedure.notes) paragraph(note);
  std::size_t number = 0;
  for (const ProcedurePart& part : procedure.parts) {
    ++number;
    const std::string& title = part.table.empty() ? part.title : part.table;
    if (!title.empty()) heading(3, title, fmt::format("{}-{}", procedure.id, number));
    for (const std::string& note : part.notes) paragraph(note);
    for (const CommandBlock& block : part.blocks) {
      paragraph(block.says);
      document_.parts.emplace_back(ShellBlock{block.lines});
    }
  }
}

}  // namespace

Document runbook_document(const Runbook& runbook) {
  return Layout(runbook).take();
}

}  // namespace quondam::ops
