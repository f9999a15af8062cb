#include "ops/tables.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/deleted_tables.h"
#include "ops/foreign_endpoint.h"
#include "ops/json_fields.h"
#include "ops/size_text.h"
#include "ops/table_names.h"
#include "ops/table_state.h"
#include "ops/text_table.h"

namespace quondam::ops {
namespace {

struct TablesFlags {
  CommonFlags common;
  std::string pattern;
  bool deleted = false;
  std::string id;
  bool yes = false;
  bool dry_run = false;
};

std::vector<std::string> patterns_of(const TablesFlags& flags) {
  return flags.pattern.empty() ? std::vector<std::string>() : std::vector{flags.pattern};
}

std::string json_line(const TableState& state) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_table_state(json, state);
  json.end_object();
  return out + "\n";
}

Outcome<int> list(Session& session, const TablesFlags& flags) {
  QUONDAM_ASSIGN(const auto names, list_table_names(session.client, patterns_of(flags)));
  TextTable table({{"TABLE"},
                   {"STATUS"},
                   {"ITEMS", TextTable::Align::right},
                   {"SIZE", TextTable::Align::right},
                   {"RECOVERY"},
                   {"FROM"},
                   {"UP TO"},
                   {"PROTECTED"}});
  Progress progress;
  std::size_t done = 0;
  for (const std::string& name : names) {
    progress.show(fmt::format("{} of {} tables", done, names.size()), done, names.size());
    ++done;
    QUONDAM_ASSIGN(const auto state, read_table_state(session.client, name));
    if (!state) continue;
    if (session.json) {
      print(json_line(*state));
      continue;
    }
    const Recovery& recovery = state->recovery;
    table.add({state->name, state->status, fmt::format("{}", state->items), size_text(state->bytes),
               recovery_text(recovery), time_text(recovery.earliest_us),
               time_text(recovery.latest_us), state->is_protected ? "yes" : "no"});
  }
  progress.clear();
  if (session.json) return kOk;
  print(table.empty()
            ? (flags.pattern.empty() ? std::string("There is no table.\n")
                                     : fmt::format("No table is called {}.\n", flags.pattern))
            : table.take_text(session.paint));
  return kOk;
}

Outcome<int> list_deleted(Session& session, const TablesFlags& flags) {
  QUONDAM_ASSIGN(const auto tables, list_deleted_tables(session.client));
  TextTable table({{"TABLE"}, {"ID"}, {"DELETED"}, {"EXPIRES"}, {"FROM"}, {"UP TO"}});
  for (const DeletedTable& one : tables) {
    if (!matches_any(patterns_of(flags), one.name)) continue;
    if (session.json) {
      print(one.json + "\n");
    } else {
      table.add({one.name, one.id, one.deleted, one.expires, one.earliest, one.latest});
    }
  }
  if (session.json) return kOk;
  if (table.empty()) {
    print("There is no deleted table that can be restored.\n");
    return kOk;
  }
  print(table.take_text(session.paint));
  print(session.paint(Colour::dim, "quondam restore --deleted ID brings one back") + "\n");
  return kOk;
}

Outcome<int> run_list(const TablesFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  return flags.deleted ? list_deleted(*session, flags) : list(*session, flags);
}

Outcome<int> run_purge(const TablesFlags& flags) {
  if (!flags.yes && !flags.dry_run && (!can_ask() || flags.common.json)) {
    return wrong_usage("a purged table is gone for good, and there is nobody to ask",
                       "See what it is with `quondam tables --deleted`, then say --yes.");
  }
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const auto table, find_deleted_table(session->client, flags.id));
  if (!table) {
    return failed(fmt::format("there is no deleted table {}", flags.id),
                  "`quondam tables --deleted` lists those that can be purged.");
  }
  if (flags.dry_run) {
    print(session->json ? table->json + "\n"
                        : fmt::format("{}, deleted {}, would be gone for good\n", table->name,
                                      table->deleted));
    return kOk;
  }
  if (!flags.yes &&
      !confirm(fmt::format("Purge {}, deleted {}, for good?", table->name, table->deleted)))
    return failed("nothing was done");
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableId").string(flags.id).end_object();
  QUONDAM_TRY(session->client.write(kQuondam, "PurgeDeletedTable", body));
  print(session->json ? table->json + "\n" : fmt::format("{} is gone for good\n", table->name));
  return kOk;
}

}  // namespace

void add_tables(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("tables", "List the tables, and how far back each can be read");
  command->group(kReadingGroup);
  command->require_subcommand(0, 1);
  auto flags = std::make_shared<TablesFlags>();
  command->add_option("PATTERN", flags->pattern, "Those called like this: 'orders*'")
      ->type_name("");
  command->add_flag("--deleted", flags->deleted, "Those that were deleted and can be restored");
  add_common(*command, flags->common);
  command->callback([command, flags, &exit_code] {
    if (command->get_subcommands().empty()) exit_code = report("tables", run_list(*flags));
  });

  CLI::App* purges =
      command->add_subcommand("purge", "Have a deleted table gone for good, before its time");
  purges->add_option("ID", flags->id, "Of quondam tables --deleted")->required()->type_name("");
  purges->add_flag("--yes", flags->yes, "Do it without a question");
  purges->add_flag("--dry-run", flags->dry_run, "Say what would be done, and do nothing");
  add_common(*purges, flags->common);
  on_run(*purges, "tables purge", exit_code, [flags] { return run_purge(*flags); });
}

}  // namespace quondam::ops
