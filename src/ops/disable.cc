#include "ops/disable.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "ops/command.h"
#include "ops/each_table.h"
#include "ops/foreign_endpoint.h"
#include "ops/recovery.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

struct DisableFlags {
  CommonFlags common;
  std::vector<std::string> tables;
};

// Whether there is a way back is what who has mistaken the table must know now.
std::string line_of(const std::string& table, const Recovery& recovery, bool quondam) {
  return recovery_line(table, recovery) +
         (quondam ? fmt::format("; for 24 hours `quondam enable {} --reopen` brings its past back",
                                table)
                  : "; its past is gone, and `quondam enable` begins a new one");
}

Outcome<int> run(const DisableFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const auto tables, expand_table_names(session->client, flags.tables));
  QUONDAM_ASSIGN(const bool quondam, is_quondam(session->client));
  return for_each_table("disable", tables, [&](const std::string& table) -> Outcome<void> {
    QUONDAM_ASSIGN(const Recovery recovery,
                   update_recovery(session->client, table, false, std::nullopt));
    print((session->json ? recovery_json(table, recovery) : line_of(table, recovery, quondam)) +
          "\n");
    return {};
  });
}

}  // namespace

void add_disable(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("disable", "Turn point-in-time recovery of tables off");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<DisableFlags>();
  command->add_option("TABLE", flags->tables, "A name, or a pattern: 'orders*'")
      ->required()
      ->type_name("")
      ->check(not_empty);
  add_common(*command, flags->common);
  on_run(*command, "disable", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
