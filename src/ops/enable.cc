#include "ops/enable.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "ops/command.h"
#include "ops/each_table.h"
#include "ops/recovery.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

struct EnableFlags {
  CommonFlags common;
  std::vector<std::string> tables;
  std::optional<int> days;
  bool reopen = false;
};

Outcome<Recovery> enable(Client& client, const EnableFlags& flags, const std::string& table) {
  if (!flags.reopen) return update_recovery(client, table, true, flags.days);
  auto reopened = reopen_recovery(client, table);
  // Only now: on a table that is off, the period would begin a new window.
  if (reopened && flags.days) return update_recovery(client, table, true, flags.days);
  return reopened;
}

Outcome<int> run(const EnableFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const auto tables, expand_table_names(session->client, flags.tables));
  return for_each_table("enable", tables, [&](const std::string& table) -> Outcome<void> {
    QUONDAM_ASSIGN(const Recovery recovery, enable(session->client, flags, table));
    print((session->json ? recovery_json(table, recovery) : recovery_line(table, recovery)) + "\n");
    return {};
  });
}

}  // namespace

void add_enable(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("enable", "Turn point-in-time recovery of tables on");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<EnableFlags>();
  command->add_option("TABLE", flags->tables, "A name, or a pattern: 'orders*'")
      ->required()
      ->type_name("")
      ->check(not_empty);
  constexpr int kMostDays = 35;
  command->add_option("--days", flags->days, "How far back it goes: 1 to 35, 35 by default")
      ->type_name("N")
      ->check(CLI::Range(1, kMostDays));
  command->add_flag("--reopen", flags->reopen,
                    "With the window of before; within 24 hours of turning it off");
  add_common(*command, flags->common);
  on_run(*command, "enable", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
