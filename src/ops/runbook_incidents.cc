#include <fmt/format.h>

#include "ops/command_text.h"
#include "ops/foreign_estimate.h"
#include "ops/runbook_commands.h"
#include "ops/runbook_permissions.h"
#include "ops/runbook_procedures.h"

namespace quondam::ops {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kMoment = R"("$moment")";
constexpr std::string_view kFromMoment = R"(--from "$moment")";
constexpr std::string_view kRecoveryIsOff =
    "Point-in-time recovery of this table is off: its past is not kept, and there is nothing to "
    "bring back. See \"Point-in-time recovery turned off by mistake\", and before anything happens "
    "\"Before launch\".";
constexpr std::string_view kAbsoluteMoment =
    "Set `moment` to a fixed time, with its time zone: a relative one (`-10m`) would be another "
    "one "
    "in each command.";
constexpr std::string_view kNoCallers =
    "Who changed an item, and by which operation, is not recorded here: `--caller` and `rewind` "
    "need "
    "a Quondam. On AWS, CloudTrail's data events tell it, where they were on.";

// A moment of this machine's clock stands for a restore point where there are none.
constexpr std::string_view kRepairPoint =
    R"(repair=repair-$(date -u +%Y%m%dT%H%M%SZ); quondam points create "$repair")";
constexpr std::string_view kRepairMoment =
    R"(repair=$(date -u +%Y-%m-%dT%H:%M:%SZ); echo "repair=$repair"; sleep 1)";

ProcedurePart part_of(const TableFacts& table) {
  ProcedurePart part{table.name()};
  if (!table.can_be_restored()) part.notes.emplace_back(kRecoveryIsOff);
  return part;
}

// What a restore costs on AWS, or how long one took here.
void note_restore(const Runbook& runbook, const TableFacts& table, ProcedurePart& part) {
  if (runbook.is_quondam) {
    if (table.last_drill && table.last_drill->result == "PASSED") {
      part.notes.push_back(fmt::format("The last drill restored it in {:.1f} s.",
                                       table.last_drill->restore_seconds));
    }
    return;
  }
  const ForeignSize size{table.footprint.items, table.footprint.table_bytes,
                         table.settings.billing_mode == "PROVISIONED"};
  constexpr int kThreads = 4;
  const ForeignEstimate estimate = estimate_foreign(size, 1, true, kThreads);
  part.notes.push_back(
      fmt::format("One scratch restore and its comparison cost about ${:.2f} on AWS ({:.3f} GB).",
                  estimate.dollars(), estimate.restored_gigabytes));
}

Procedure one_item_lost(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "one-item-lost",
      .title = "One item lost",
      .when = "An item was deleted or overwritten, and the rest of the table is right.",
      .costs = here ? "Nothing." : "One scratch restore of the table for each look and repair.",
      .takes = here ? "Less than a second; the application goes on meanwhile."
                    : "On AWS 20 minutes or more for each scratch restore, whatever the size."};
  procedure.notes.emplace_back(kAbsoluteMoment);
  if (!here) procedure.notes.emplace_back(kNoCallers);
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part = part_of(table);
    if (table.can_be_restored()) {
      const std::string& name = table.name();
      const auto with_key = [&](Lines lines, bool moment = true) {
        Lines all = key_lines(table);
        all.insert(all.begin(), moment ? needs_moment() : needs_repair(runbook));
        all.insert(all.end(), lines.begin(), lines.end());
        return all;
      };
      const std::string from = fmt::format("{} {}", kFromMoment, kKeyOption);
      const std::string back = fmt::format(R"(--from "$repair" {} --yes)", kKeyOption);
      if (here) {
        const std::string to = fmt::format("--to {} {}", kMoment, kKeyOption);
        part.blocks = {
            block(
                runbook, "Look at it: the item as it was, and what became of it.",
                with_key({quondam_line({"diff", name}, from),
                          quondam_line({"rewind", name}, to + " --dry-run"),
                          quondam_line({"at", name}, fmt::format("{} {}", kMoment, kKeyOption))})),
            block(runbook, "Bring it back, behind a restore point.",
                  with_key(
                      {std::string(kRepairPoint), quondam_line({"rewind", name}, to + " --yes")})),
            block(runbook, "See that it worked: no difference is left.",
                  with_key({quondam_line({"diff", name}, from + " --exit-code"),
                            quondam_line({"at", name}, fmt::format("now {}", kKeyOption))})),
            block(runbook, "To go back to what was there before the repair.",
                  with_key({quondam_line({"revert", name}, back)}, false))};
      } else {
        note_restore(runbook, table, part);
        part.blocks = {
            block(runbook, "Look at it: what became of the item.",
                  with_key({quondam_line({"diff", name}, from + " --yes")})),
            block(runbook, "Bring it back. Write down the `repair` that it prints.",
                  with_key({std::string(kRepairMoment),
                            quondam_line({"revert", name}, from + " --yes")})),
            block(runbook, "See that it worked: no difference is left.",
                  with_key({quondam_line({"diff", name}, from + " --yes --exit-code")})),
            block(
                runbook,
                "To go back to what was there before the repair, once the endpoint can restore to "
                "it (on AWS after five minutes).",
                with_key({quondam_line({"revert", name}, back)}, false))};
      }
    }
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

void add_script_blocks(const Runbook& runbook, const std::string& name, ProcedurePart& part) {
  const std::string by = fmt::format(R"({} --caller "$caller")", kFromMoment);
  part.blocks = {
      block(runbook, "Find out who it was: how many items each access key has changed last.",
            {needs_moment(), quondam_line({"diff", name}, fmt::format("{} --json", kFromMoment)) +
                                 R"( | grep -o '"Caller":"[^"]*"' | sort | uniq -c)"}),
      block(runbook, "Look at what it did.",
            {needs_moment(), needs_caller(), quondam_line({"diff", name}, by + " --summary"),
             quondam_line({"diff", name}, by), quondam_line({"revert", name}, by + " --dry-run")}),
      block(runbook, "Undo it, behind a restore point. Items that others changed since are left.",
            {needs_moment(), needs_caller(), std::string(kRepairPoint),
             quondam_line({"revert", name}, by + " --yes")}),
      block(runbook, "See that it worked: nothing is left of what it did.",
            {needs_moment(), needs_caller(), quondam_line({"undos", "list", name}),
             quondam_line({"diff", name}, by + " --exit-code")}),
      block(runbook, "To go back: what the undo wrote is undone.",
            {needs_repair(runbook),
             quondam_line({"revert", name}, R"(--from "$repair" --operation RevertTable --yes)")})};
}

void add_foreign_script_blocks(const Runbook& runbook, const std::string& name,
                               ProcedurePart& part) {
  const std::string end = needs("end", "2026-01-31T10:20:00Z", "when the script had ended");
  const std::string span = fmt::format(R"({} --to "$end" --yes)", kFromMoment);
  part.blocks = {
      block(runbook, "Look at what was changed while it ran, by whomever.",
            {needs_moment(), end, quondam_line({"diff", name}, span)}),
      block(
          runbook,
          "Undo it. Items that were changed since `end` are left. Write down the `repair` that it "
          "prints.",
          {needs_moment(), end, std::string(kRepairMoment), quondam_line({"revert", name}, span)}),
      block(runbook, "See that it worked: what is different now from before the script.",
            {needs_moment(), quondam_line({"diff", name}, fmt::format("{} --yes", kFromMoment))}),
      block(runbook,
            "To go back to what was there before the undo, once the endpoint can restore to it (on "
            "AWS after five minutes): all that was written since, by whomever.",
            {needs_repair(runbook), quondam_line({"revert", name}, R"(--from "$repair" --yes)")})};
}

Procedure wrong_script(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "wrong-script",
      .title = "A wrong script",
      .when =
          "A script or a person has changed or deleted items that it should not have, while "
          "others went on working.",
      .costs = here ? "Nothing." : "Two scratch restores of the table for each look and repair.",
      .takes = here ? "Seconds: as long as what changed takes, not what the table holds."
                    : "On AWS 20 minutes or more for each scratch restore, whatever the size."};
  procedure.notes.emplace_back(kAbsoluteMoment);
  if (!here) procedure.notes.emplace_back(kNoCallers);
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part = part_of(table);
    if (table.can_be_restored()) {
      if (here) {
        add_script_blocks(runbook, table.name(), part);
      } else {
        note_restore(runbook, table, part);
        add_foreign_script_blocks(runbook, table.name(), part);
      }
    }
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

// A restored table beside the damaged one, which applications go over to.
void add_restore_blocks(const Runbook& runbook, const TableFacts& table, ProcedurePart& part) {
  const std::string& name = table.name();
  const std::string& restored = table.restored_name;
  Lines restore{needs_moment()};
  if (runbook.is_quondam) {
    restore.push_back(
        quondam_line({"restore", fmt::format("{}={}", name, restored)}, R"(--at "$moment")"));
  } else {
    restore.push_back(aws_line("restore-table-to-point-in-time",
                               {"--source-table-name", name, "--target-table-name", restored},
                               R"(--restore-date-time "$moment")"));
    restore.push_back(until_active(restored));
  }
  part.blocks.push_back(
      block(runbook, "The other way: a new table of what it was, beside it; the damaged one stays.",
            restore));
  part.blocks.push_back(
      block(runbook, "Give it the settings of the table. What is left to do by hand is listed.",
            {quondam_line({"cutover", name, restored, "--dry-run"}),
             quondam_line({"cutover", name, restored, "--yes"})}));
  part.blocks.push_back(
      block(runbook,
            "See that it worked: it is ACTIVE, and nothing is to be set any more. "
            "Then have the applications use it.",
            {quondam_line({"tables", restored}),
             quondam_line({"cutover", name, restored, "--dry-run"})}));
  part.blocks.push_back(block(runbook,
                              "To go back: the applications use the old one again, and this goes.",
                              deletion_lines(restored, table.settings.deletion_protection)));
}

Procedure bad_migration(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "bad-migration",
      .title = "A bad migration",
      .when =
          "A migration or a bulk job has left a table wrong. What `quondam guard` printed at its "
          "end names the span exactly; this is for when it was not used, or its output is lost.",
      .costs =
          here ? "Nothing; the restored table takes disk only for what differs from the present."
               : "Two scratch restores for a look and a revert; one restore for the other way.",
      .takes = here ? "Seconds: as long as what changed takes, not what the table holds."
                    : "On AWS 20 minutes or more for each restore, whatever the size."};
  procedure.notes.emplace_back(kAbsoluteMoment);
  procedure.notes.emplace_back(
      "Stop the migration first. Revert where the application can go on with the table; restore "
      "beside it where nobody knows what else is wrong.");
  const std::string from(kFromMoment);
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part = part_of(table);
    if (!table.can_be_restored()) {
      procedure.parts.push_back(std::move(part));
      continue;
    }
    note_restore(runbook, table, part);
    const std::string& name = table.name();
    if (here) {
      part.blocks = {
          block(runbook, "Look at what it changed.",
                {needs_moment(), quondam_line({"diff", name}, from + " --summary"),
                 quondam_line({"revert", name}, from + " --dry-run")}),
          block(runbook, "Undo all of it, behind a restore point.",
                {needs_moment(), std::string(kRepairPoint),
                 quondam_line({"revert", name}, from + " --yes")}),
          block(runbook, "See that it worked: 0 differences, but for what others wrote since.",
                {needs_moment(), quondam_line({"diff", name}, from + " --summary")}),
          block(runbook, "To go back: what the undo wrote is undone.",
                {needs_repair(runbook),
                 quondam_line({"revert", name},
                              R"(--from "$repair" --operation RevertTable --yes)")})};
    } else {
      part.blocks = {
          block(runbook, "Look at what it changed.",
                {needs_moment(), quondam_line({"diff", name}, from + " --summary --yes")}),
          block(runbook, "Undo all of it. Write down the `repair` that it prints.",
                {needs_moment(), std::string(kRepairMoment),
                 quondam_line({"revert", name}, from + " --yes")}),
          block(runbook, "See that it worked: 0 differences, but for what others wrote since.",
                {needs_moment(), quondam_line({"diff", name}, from + " --summary --yes")}),
          block(
              runbook,
              "To go back, once the endpoint can restore to `repair` (on AWS after five minutes).",
              {needs_repair(runbook),
               quondam_line({"revert", name}, R"(--from "$repair" --yes)")})};
    }
    add_restore_blocks(runbook, table, part);
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

void add_backup_block(const Runbook& runbook, const TableFacts& table, ProcedurePart& part) {
  if (table.backups.newest_arn.empty()) return;
  Lines lines{quondam_line({"backup", "restore", table.backups.newest_arn, table.name()})};
  const Lines settings = setting_lines(table);
  lines.insert(lines.end(), settings.begin(), settings.end());
  part.blocks.push_back(block(runbook,
                              "Where nothing else is left: from the newest on-demand backup, with "
                              "the settings that the table had when this was written.",
                              lines));
}

void add_deleted_blocks(const Runbook& runbook, const TableFacts& table, ProcedurePart& part) {
  const std::string& name = table.name();
  if (runbook.is_quondam) {
    part.blocks = {
        block(runbook, "Find it: its ID, and the moments that it can be restored to.",
              {quondam_line({"tables", name, "--deleted"})}),
        block(runbook,
              "Bring it back, as it was last, with its settings. The ID is that of the table when "
              "this was written. `--at TIME` brings back an earlier state.",
              {quondam_line({"restore", "--deleted", table.settings.id, "--keep-settings"})})};
    // Who could delete it had taken the protection away before; a restore does not turn expiry on.
    Lines lines;
    for (const std::string& line : setting_lines(table)) {
      const bool wanted = line.find("update-time-to-live") != std::string::npos ||
                          line.find("DeletionProtectionEnabled") != std::string::npos;
      if (wanted) lines.push_back(line);
    }
    if (!lines.empty()) {
      part.blocks.push_back(block(runbook,
                                  "Turn on again what it had when this was written, and what the "
                                  "restore leaves off: time to live (what has expired meanwhile is "
                                  "deleted soon after), deletion protection.",
                                  lines));
    }
    return;
  }
  const std::string find =
      aws_line("list-backups", {"--table-name", name, "--backup-type", "SYSTEM", "--query",
                                "sort_by(BackupSummaries,&BackupCreationDateTime)[-1].BackupArn",
                                "--output", "text"});
  Lines restore{fmt::format("backup=$({})", find), R"(echo "$backup")",
                aws_line("restore-table-from-backup", {"--target-table-name", name},
                         R"(--backup-arn "$backup")"),
                until_active(name)};
  part.blocks = {
      block(runbook,
            "Bring it back from the system backup that is made when a table with recovery is "
            "deleted, and kept for 35 days. It is the table's last state; an earlier one is gone.",
            restore),
      block(runbook, "Give it the settings that it had when this was written.",
            setting_lines(table))};
}

Procedure table_deleted(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "table-deleted",
      .title = "A table deleted",
      .when = "A table is gone, within the last 35 days.",
      .costs = here ? "Nothing." : "One restore of the table; the system backup itself is free.",
      .takes = here ? "Seconds, whatever the table's size."
                    : "On AWS 20 minutes or more, whatever the size."};
  if (!here) {
    procedure.notes.emplace_back(
        "An emulator may make no system backup: then only an on-demand backup or an export is left "
        "(\"The server does not start\").");
  }
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part = part_of(table);
    if (table.can_be_restored()) {
      add_deleted_blocks(runbook, table, part);
      part.blocks.push_back(block(runbook, "See that it worked: it is ACTIVE, recovery is on.",
                                  {quondam_line({"tables", table.name()})}));
      part.blocks.push_back(
          block(runbook, "To go back, to try another state: delete it again.",
                deletion_lines(table.name(), table.settings.deletion_protection)));
    }
    add_backup_block(runbook, table, part);
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

Procedure recovery_off(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{.id = "recovery-off",
                      .title = "Point-in-time recovery turned off by mistake",
                      .when = "A table shows RECOVERY off, and should not.",
                      .costs = here ? "Nothing." : "What recovery costs in a month, as before.",
                      .takes = "Less than a second.",
                      .back = "\"Turning point-in-time recovery off deliberately\"."};
  procedure.notes.emplace_back(
      here ? "Within 24 hours the whole window comes back, as if it had never been off. Later only "
             "a "
             "new window can begin: `quondam enable` without `--reopen`."
           : "The window of before cannot be had back here: it is lost in the moment in which "
             "recovery is turned off, and a new one begins. A Quondam would reopen it within 24 "
             "hours.");
  for (const TableFacts& table : runbook.tables) {
    ProcedurePart part{table.name()};
    const std::string& name = table.name();
    constexpr std::uint64_t kMostDays = 35;
    const std::uint64_t days =
        table.recovery && table.recovery->days > 0 ? table.recovery->days : kMostDays;
    part.blocks.push_back(
        here ? block(runbook, "Turn it on again, with the window of before.",
                     {quondam_line({"enable", name, "--reopen"})})
             : block(runbook, "Turn it on again; the window begins now.",
                     {quondam_line({"enable", name, "--days", fmt::format("{}", days)})}));
    part.blocks.push_back(block(
        runbook, here ? "See that it worked: FROM is the moment of before." : "See that it worked.",
        {quondam_line({"tables", name})}));
    procedure.parts.push_back(std::move(part));
  }
  return procedure;
}

}  // namespace

std::vector<Procedure> incident_procedures(const Runbook& runbook) {
  return {one_item_lost(runbook), wrong_script(runbook), bad_migration(runbook),
          table_deleted(runbook), recovery_off(runbook)};
}

std::vector<Procedure> runbook_procedures(const Runbook& runbook) {
  std::vector<Procedure> all = incident_procedures(runbook);
  all.push_back(server_procedure(runbook));
  for (Procedure& planned : planned_procedures(runbook)) all.push_back(std::move(planned));
  for (Procedure& procedure : all)
    procedure.permissions = permissions_of(procedure.id, runbook.is_quondam);
  return all;
}

}  // namespace quondam::ops
