#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "ops/command_text.h"
#include "ops/prices.h"
#include "ops/runbook_commands.h"
#include "ops/runbook_procedures.h"

namespace quondam::ops {
namespace {

using Lines = std::vector<std::string>;

constexpr std::uint64_t kMostDays = 35;

std::string days_of(const TableFacts& table) {
  const std::uint64_t days =
      table.recovery && table.recovery->days > 0 ? table.recovery->days : kMostDays;
  return fmt::format("{}", days);
}

Lines names_of(const Runbook& runbook) {
  Lines names;
  for (const TableFacts& table : runbook.tables) names.push_back(table.name());
  return names;
}

// Of a drill on AWS, which asks what it may cost.
Lines drill_words(const Runbook& runbook, const std::string& table) {
  Lines words{"drill", table};
  if (!runbook.is_quondam) words.emplace_back("--yes");
  return words;
}

std::string month_note(const TableFacts& table) {
  if (!table.cost.recovery_month) return {};
  return fmt::format("Recovery of it costs {} a month on AWS; one restore {}.",
                     money_text(table.cost.recovery_month, table.cost.currency),
                     money_text(table.cost.one_restore, table.cost.currency));
}

Procedure before_launch(const Runbook& runbook) {
  Procedure procedure{
      .id = "before-launch",
      .title = "Before launch",
      .when =
          "Before a table is used in earnest, and wherever compliance demands that it can be "
          "recovered: how many days it must be is a matter of its rules (`--days`, 1 to 35).",
      .costs = runbook.is_quondam ? "Disk for what is replaced and removed within the period."
                                  : "Recovery by the size of the table and its local secondary "
                                    "indexes, whatever the number of days; the drill one restore.",
      .takes = "A second; nothing is copied. The drill as long as a restore.",
      .back =
          "\"Turning point-in-time recovery off deliberately\"; `aws dynamodb update-table "
          "--no-deletion-protection-enabled`."};
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part{table.name()};
    if (const std::string note = month_note(table); !note.empty() && !runbook.is_quondam)
      part.notes.push_back(note);
    Lines lines{quondam_line({"enable", table.name(), "--days", days_of(table)})};
    if (!table.settings.deletion_protection)
      lines.push_back(quondam_line({"protect", table.name()}));
    part.blocks = {
        block(runbook, "Turn recovery and deletion protection on.", lines),
        block(runbook, "See that it worked.", {quondam_line({"status", table.name()})}),
        block(runbook,
              runbook.is_quondam ? "Prove that it can be restored."
                                 : "Prove that it can be restored (on AWS after five minutes).",
              {quondam_line(drill_words(runbook, table.name()))})};
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

Procedure before_migration(const Runbook& runbook) {
  Procedure procedure{
      .id = "before-migration",
      .title = "Before a migration or a bulk job",
      .when = "Before every command that changes many items: its way back is known before it runs.",
      .costs = "The backup is billed on AWS by its size until it is deleted; guard itself nothing.",
      .takes = "A second; the migration as long as it takes.",
      .back = "What guard prints at its end; \"A bad migration\"."};
  procedure.notes.emplace_back(
      runbook.is_quondam
          ? "guard refuses to begin where recovery is off, names a restore point, runs the "
            "command, "
            "and shows what it changed. With `--undo-on-failure` it undoes what a failed one did."
          : "guard refuses to begin where recovery is off, notes the moment, and runs the command. "
            "There are no restore points and no `--undo-on-failure` here: it prints the `quondam "
            "diff` and `quondam revert` that show and undo it by a scratch restore.");
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part{table.name()};
    const std::string& name = table.name();
    part.blocks = {
        block(runbook, "Turn recovery on if it is off, and keep a backup that no period ends.",
              {quondam_line({"enable", name, "--days", days_of(table)}),
               quondam_line({"backup", "create", name},
                            "before-migration-$(date -u +%Y%m%dT%H%M%SZ)")}),
        block(runbook, "See that both are there.",
              {quondam_line({"tables", name}), quondam_line({"backup", "list", name})}),
        block(runbook, "Run it.",
              {needs("migration", "./migrate", "the command, as a shell takes it"),
               quondam_line({"guard", "--table", name, "--"}, R"(sh -c "$migration")")})};
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

Procedure verifying(const Runbook& runbook) {
  Procedure procedure{.id = "verify",
                      .title = "Verifying that recovery is on",
                      .when = "After every change of a table, and every day by a machine.",
                      .costs = "Nothing.",
                      .takes = "Seconds.",
                      .back = "It changes nothing."};
  ProcedurePart part;
  Lines described;
  for (const TableFacts& table : runbook.tables)
    described.push_back(aws_line("describe-continuous-backups", {"--table-name", table.name()}));
  Lines status{"status"};
  std::ranges::copy(names_of(runbook), std::back_inserter(status));
  part.blocks = {
      block(runbook, "For people: RECOVERY, WINDOW, PROTECTED, LAST DRILL.",
            {quondam_line(status)}),
      block(runbook, "The same as AWS's command line has it: both statuses are ENABLED.",
            described),
      block(
          runbook,
          "For a machine: ends with 1, and says which, when recovery of one of them is off. Such a "
          "policy belongs beside the application's code (`quondam verify --help`).",
          {quondam_line({"verify", "--policy", "-"}, "<<'END'"),
           "rules:", fmt::format("  - tables: [{}]", fmt::join(names_of(runbook), ", ")),
           "    point-in-time-recovery: true", "END"})};
  procedure.parts.push_back(std::move(part));
  return procedure;
}

Procedure turning_off(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "turn-off",
      .title = "Turning point-in-time recovery off deliberately",
      .when = "A table needs no recovery any more, and somebody has decided so.",
      .costs = "It ends what recovery costs; the backup is billed on AWS until it is deleted.",
      .takes = "Less than a second."};
  procedure.notes.emplace_back(
      here ? "The window is hidden at once, and gone for good after 24 hours."
           : "The window is gone at once, and for good: a backup is the only way back.");
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part{table.name()};
    const std::string& name = table.name();
    part.blocks = {
        block(runbook, "Keep a backup, then turn it off.",
              {quondam_line({"backup", "create", name}, "before-off-$(date -u +%Y%m%dT%H%M%SZ)"),
               quondam_line({"disable", name})}),
        block(runbook, "See that it worked: RECOVERY is off.", {quondam_line({"tables", name})}),
        block(runbook,
              here ? "To go back, within 24 hours: with the window of before."
                   : "To go back: a new window begins.",
              {here ? quondam_line({"enable", name, "--reopen"})
                    : quondam_line({"enable", name, "--days", days_of(table)})})};
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

Procedure test_restore(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "test-restore",
      .title = "Testing a restore",
      .when = "At regular intervals, and whenever somebody asks whether it would work.",
      .costs = here ? "Disk for what differs from the present, until the drill table is dropped."
                    : "One restore and the reads; the drill says how much before it begins.",
      .takes = here ? "Seconds for the restore; the comparison reads the table once."
                    : "On AWS 20 minutes or more for the restore; then the table is read once.",
      .back =
          "The drill drops its own table; `quondam drill cleanup` those of interrupted drills."};
  procedure.notes.emplace_back(
      "A drill writes nothing to the table: it restores it beside, compares, and drops the copy. "
      "Each "
      "is a line of the drill log.");
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part{table.name()};
    const std::string& name = table.name();
    part.blocks.push_back(
        block(runbook, "Restore, compare, drop.", {quondam_line(drill_words(runbook, name))}));
    if (here) {
      part.blocks.push_back(block_elsewhere(
          runbook,
          "Outside production: the table as it was, on a test server, as a table of its own there.",
          {needs_moment(), aws_request("CreateTable", table.definition), until_active(name), "(",
           "  " + connection_line(runbook, {}),
           "  " + quondam_line({"dump", name}, R"(--at "$moment" --out -)"),
           ") | " + quondam_line({"load", name, "-"}), quondam_line({"tables", name})}));
    }
    procedure.parts.push_back(std::move(part));
  }
  ProcedurePart all{.table = {}, .title = "All drills"};
  all.blocks = {block(runbook, "See what the drills of this machine prove.",
                      {quondam_line({"drill", "report"})}),
                block(runbook, "Drop what interrupted drills have left.",
                      {quondam_line({"drill", "cleanup"})})};
  procedure.parts.push_back(std::move(all));
  return procedure;
}

Procedure watching_cost(const Runbook& runbook) {
  Procedure procedure{
      .id = "cost",
      .title = "Watching what it costs",
      .when = "Every month, and after every table that grows.",
      .costs = "Nothing.",
      .takes = "Seconds.",
      .back = "It changes nothing. Backups that nobody needs go by `quondam backup delete ARN`."};
  if (runbook.is_quondam)
    procedure.notes.emplace_back("Sums are what these tables would cost if they were on AWS.");
  ProcedurePart part;
  Lines words = names_of(runbook);
  words.insert(words.begin(), "cost");
  part.blocks = {
      block(runbook, "What a month costs, with one restore of each (a drill).",
            {quondam_line(words, "--restores 1")}),
      block(runbook, "Keep the figures, and see how the tables have grown since the first.",
            {needs("figures", "costs.ndjson", "a file that figures are added to"),
             quondam_line(words, R"(--json >> "$figures")"),
             quondam_line(words, R"(--since "$figures")")}),
      block(runbook, "For a machine: fails when a month costs more than the budget.",
            {needs("budget", "100", "an amount in the currency of the prices"),
             quondam_line(words, R"(--fail-above "$budget")")})};
  procedure.parts.push_back(std::move(part));
  return procedure;
}

}  // namespace

std::vector<Procedure> planned_procedures(const Runbook& runbook) {
  return {before_launch(runbook), before_migration(runbook), verifying(runbook),
          turning_off(runbook),   test_restore(runbook),     watching_cost(runbook)};
}

}  // namespace quondam::ops
