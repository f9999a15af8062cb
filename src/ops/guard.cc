#include "ops/guard.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "ops/child_process.h"
#include "ops/command.h"
#include "ops/command_text.h"
#include "ops/deleted_tables.h"
#include "ops/durable_file.h"
#include "ops/foreign_endpoint.h"
#include "ops/guard_report.h"
#include "ops/guarded_span.h"
#include "ops/json_fields.h"
#include "ops/recovery.h"
#include "ops/scratch_table.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

constexpr std::string_view kName = "guard";

struct GuardFlags {
  CommonFlags common;
  std::vector<std::string> tables;
  std::vector<std::string> command;
  std::string caller;
  std::string report_file;
  std::size_t samples = 5;
  bool enable = false;
  bool undo_on_failure = false;
};

void say(const GuardFlags& flags, std::string_view text) {
  if (!flags.common.json) fmt::print(stderr, "quondam {}: {}\n", kName, text);
}

// All that match. A name or a pattern that finds nothing is an error: what was to be watched over
// is not.
Outcome<std::vector<std::string>> watched(Client& client, const GuardFlags& flags) {
  QUONDAM_ASSIGN(const auto names, list_table_names(client, flags.tables));
  for (const std::string& pattern : flags.tables) {
    if (std::ranges::any_of(names,
                            [&](const std::string& name) { return matches_any({pattern}, name); }))
      continue;
    return failed(fmt::format("no table is called {}", pattern),
                  "`quondam tables` lists the tables that are there.");
  }
  if (!flags.tables.empty()) return names;
  // Copies that drills and comparisons make for themselves are nobody's data.
  std::vector<std::string> own;
  std::ranges::copy_if(names, std::back_inserter(own),
                       [](const std::string& name) { return !is_scratch_name(name); });
  return own;
}

// The latest beginning of the tables' windows: no moment before it is good for all.
Outcome<Micros> need_recovery(Client& client, const GuardFlags& flags,
                              const std::vector<std::string>& tables) {
  std::vector<std::string> off;
  Micros earliest_us = 0;
  for (const std::string& table : tables) {
    auto recovery = describe_recovery(client, table);
    if (!recovery) {
      Failure failure = std::move(recovery).error();
      failure.message = fmt::format("{}: {}", table, failure.message);
      return tl::unexpected<Failure>(std::move(failure));
    }
    if (!recovery->enabled && flags.enable) {
      recovery = update_recovery(client, table, true, std::nullopt);
      if (!recovery) return tl::unexpected(recovery.error());
      say(flags, recovery_line(table, *recovery));
    }
    if (!recovery->enabled) off.push_back(table);
    earliest_us = std::max(earliest_us, recovery->earliest_us.value_or(0));
  }
  if (off.empty()) return earliest_us;
  std::vector<std::string> words{"enable"};
  words.insert(words.end(), off.begin(), off.end());
  return failed(fmt::format("point-in-time recovery is off for {}; the command was not run",
                            fmt::join(off, ", ")),
                fmt::format("Turn it on, or say --enable: {}",
                            quondam_command(words, flags.common.connection)));
}

std::string new_point_name(Micros now_us) {
  std::string digits;
  for (const char c : moment_text(now_us - now_us % kMicrosPerSecond))
    if (c != '-' && c != ':') digits += c;
  constexpr unsigned kFourDigits = 0xffff;
  std::random_device random;
  return fmt::format("guard-{}-{:04x}", digits, random() & kFourDigits);
}

Outcome<void> name_point(Session& session, GuardReport& report) {
  constexpr int kMostTries = 3;
  for (int tries = 1;; ++tries) {
    const std::string name = new_point_name(session.began_us);
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("Name").string(name).end_object();
    const auto answer = session.client.write(kQuondam, "CreateRestorePoint", body);
    if (!answer && answer.error().type == "ValidationException" && tries < kMostTries) continue;
    if (!answer) return tl::unexpected(answer.error());
    const auto point = member_of(answer->json(), "RestorePoint");
    if (!point) return failed("the server's answer to CreateRestorePoint has no RestorePoint");
    report.point = report.span.from = name;
    report.span.from_moment = text_of(*point, "Time");
    return {};
  }
}

Micros next_second(Micros moment_us) {
  return (moment_us / kMicrosPerSecond + 1) * kMicrosPerSecond;
}

// Elsewhere restores are to whole seconds: the command begins when one has just begun, so that what
// was written before it is before it there too.
void note_moment(GuardReport& report, Micros earliest_us) {
  const SystemClock clock;
  const Micros from_us = std::max(next_second(clock.wall_us()), earliest_us);
  while (clock.wall_us() <= from_us)
    std::this_thread::sleep_for(std::chrono::microseconds(from_us - clock.wall_us() + 1));
  report.span.from = report.span.from_moment = moment_text(from_us);
}

std::vector<std::string> span_words(std::string_view command, const std::string& table,
                                    const GuardedSpan& span) {
  std::vector<std::string> words{std::string(command), table, "--from", span.from, "--to",
                                 span.to_moment};
  if (!span.caller.empty()) words.insert(words.end(), {"--caller", span.caller});
  return words;
}

// Which tables are there that were not, and the other way round; a table that was made anew is
// both.
Outcome<std::vector<std::string>> find_kept(Session& session, const GuardFlags& flags,
                                            const TableIds& before, GuardReport& report) {
  QUONDAM_ASSIGN(const auto names, list_table_names(session.client, flags.tables));
  QUONDAM_ASSIGN(const TableIds after, read_table_ids(session.client, names));
  std::vector<std::string> kept;
  std::vector<std::string> gone;
  for (const auto& [name, id] : before) {
    const auto found = after.find(name);
    (found != after.end() && found->second == id ? kept : gone).push_back(name);
  }
  for (const auto& [name, id] : after) {
    const auto found = before.find(name);
    const bool is_new = found == before.end() || found->second != id;
    if (is_new && !is_scratch_name(name)) report.created.push_back(name);
  }
  std::vector<DeletedTable> deleted;
  if (!gone.empty() && !report.foreign) {
    QUONDAM_ASSIGN(deleted, list_deleted_tables(session.client));
  }
  for (const std::string& name : gone) {
    const auto found = std::ranges::find(deleted, before.at(name), &DeletedTable::id);
    DeletedTable table;
    table.name = name;
    if (found != deleted.end()) table = *found;
    if (!table.id.empty() && !after.contains(name)) {
      report.undo_commands.push_back(
          quondam_command({"restore", "--deleted", table.id}, flags.common.connection));
    }
    report.deleted.push_back(std::move(table));
  }
  return kept;
}

void undo_changes(Session& session, GuardReport& report) {
  for (const TableChanges& changes : report.changes) {
    if (changes.counts.all() == 0) continue;
    auto undo = revert_span(session, changes.table, report.span, changes.counts.all());
    if (!undo) {
      report.failures.push_back(std::move(undo).error());
      continue;
    }
    if (undo->status != "COMPLETED") {
      report.failures.emplace_back(
          kFailed,
          fmt::format("the undo of {} is {}: {}", undo->table, undo->status, undo->message),
          "What is written stays written. The command below does the rest.");
    } else if (undo->conflicts > 0) {
      report.failures.emplace_back(
          kPartial,
          fmt::format("{} of {} changed again after the command, and left as they are",
                      counted(undo->conflicts, "item was", "items were"), undo->table),
          "`quondam revert` with --force undoes them too.");
    }
    report.undone.push_back(*std::move(undo));
  }
}

// What changed, and the way back. What fails here is reported; the command has run all the same.
Outcome<void> look_back(Session& session, const GuardFlags& flags, const TableIds& before,
                        GuardReport& report) {
  const auto command = [&](std::string_view name, const std::string& table) {
    return quondam_command(span_words(name, table, report.span), flags.common.connection);
  };
  if (report.foreign) report.span.to_moment = moment_text(next_second(SystemClock().wall_us()));
  QUONDAM_ASSIGN(const auto kept, find_kept(session, flags, before, report));
  if (report.foreign) {
    for (const std::string& table : kept) {
      report.diff_commands.push_back(command("diff", table) + " --summary");
      report.undo_commands.push_back(command("revert", table));
    }
    return {};
  }
  for (const std::string& table : kept) {
    // The first table's answer says what the server's present is; it is the end for all.
    QUONDAM_ASSIGN(TableChanges changes,
                   read_changes(session, table, report.span, flags.samples, report.span.to_moment));
    report.changes.push_back(std::move(changes));
  }
  const bool undo = flags.undo_on_failure && report.end.exit_code != 0;
  if (undo) undo_changes(session, report);
  for (const TableChanges& changes : report.changes) {
    const auto undone = std::ranges::find(report.undone, changes.table, &Undo::table);
    const bool done =
        undone != report.undone.end() && undone->status == "COMPLETED" && undone->conflicts == 0;
    if (changes.counts.all() > 0 && !done)
      report.undo_commands.push_back(command("revert", changes.table));
  }
  return {};
}

void finish(const GuardFlags& flags, GuardReport& report) {
  if (!flags.report_file.empty()) {
    if (auto written = write_durably(flags.report_file, to_json(report) + "\n"); !written)
      report.failures.push_back(std::move(written).error());
  }
  const Paint paint(is_terminal(stderr) && std::getenv("NO_COLOR") == nullptr);
  if (!flags.common.json) fmt::print(stderr, "{}", report_text(report, paint));
  for (const Failure& failure : report.failures) print_failure(kName, failure);
  // The last line, whatever the command wrote before it.
  if (flags.common.json) fmt::print(stderr, "{}\n", to_json(report));
}

Outcome<int> run(const GuardFlags& flags) {
  if (flags.command.empty())
    return wrong_usage("there is no command to run", "quondam guard [OPTIONS] -- COMMAND...");
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  GuardReport report;
  report.command = flags.command;
  report.span.caller = flags.caller;
  QUONDAM_ASSIGN(const bool quondam, is_quondam(session->client));
  report.foreign = !quondam;
  if (report.foreign && (flags.undo_on_failure || !flags.caller.empty())) {
    return wrong_usage(
        "this endpoint is no Quondam: it keeps no differences and no callers, so there is no "
        "--undo-on-failure and no --caller; the command was not run",
        "Without them, guard prints the `quondam revert` that undoes it by a scratch restore.");
  }
  QUONDAM_ASSIGN(report.tables, watched(session->client, flags));
  QUONDAM_ASSIGN(const Micros earliest_us, need_recovery(session->client, flags, report.tables));
  QUONDAM_ASSIGN(const TableIds before, read_table_ids(session->client, report.tables));
  if (report.foreign) {
    note_moment(report, earliest_us);
  } else {
    QUONDAM_TRY(name_point(*session, report));
  }
  say(flags, fmt::format("{} can be brought back to {}{}", counted(report.tables.size(), "table"),
                         report.span.from_moment,
                         report.point.empty() ? "" : fmt::format(" ({})", report.point)));
  const auto began = std::chrono::steady_clock::now();
  QUONDAM_ASSIGN(report.end, run_child(flags.command));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (auto looked = look_back(*session, flags, before, report); !looked) {
    Failure failure = std::move(looked).error();
    failure.message =
        fmt::format("the command has run, but what it changed is not known: {}", failure.message);
    failure.what_next = fmt::format("When the server answers again: quondam diff TABLE --from {}",
                                    report.span.from);
    report.failures.push_back(std::move(failure));
  }
  finish(flags, report);
  return report.end.exit_code;
}

}  // namespace

std::vector<std::string> take_guarded_command(int& argc, char** argv) {
  constexpr int kFirstOption = 2;
  if (argc < kFirstOption || argv[1] != kName) return {};
  char** const end = argv + argc;
  char** const mark = std::find(argv + kFirstOption, end, std::string_view("--"));
  if (mark == end) return {};
  argc = static_cast<int>(mark - argv);
  return {mark + 1, end};
}

void add_guard(CLI::App& app, int& exit_code, std::vector<std::string> guarded_command) {
  CLI::App* command = app.add_subcommand(
      "guard", "Run a migration or a bulk job, show what it changed, and how to undo it");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<GuardFlags>();
  flags->command = std::move(guarded_command);
  command->footer("quondam guard [OPTIONS] -- COMMAND [ARGUMENT]...");
  command
      ->add_option("--table", flags->tables,
                   "Which tables; a pattern ('orders*'), several times; else all of them")
      ->type_name("NAME")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->check(not_empty);
  command->add_flag("--enable", flags->enable,
                    "Turn point-in-time recovery on where it is off, instead of refusing");
  command->add_flag("--undo-on-failure", flags->undo_on_failure,
                    "When the command fails, undo what changed while it ran");
  command
      ->add_option("--caller", flags->caller,
                   "Only what this access key id changes: the command's, where others write too")
      ->type_name("ID")
      ->check(not_empty);
  constexpr std::size_t kMostSamples = 1000;
  command->add_option("--samples", flags->samples, "So many changes of each table are shown")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, kMostSamples))
      ->capture_default_str();
  command
      ->add_option("--report", flags->report_file,
                   "Write the JSON object of the end to this file, too")
      ->type_name("FILE")
      ->check(not_empty);
  add_common(*command, flags->common);
  on_run(*command, std::string(kName), exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
