#include "ops/protect.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/each_table.h"
#include "ops/protection.h"
#include "ops/table_names.h"

namespace quondam::ops {
namespace {

struct ProtectFlags {
  CommonFlags common;
  std::vector<std::string> tables;
  bool off = false;
};

std::string json_line(const std::string& table, bool on) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("TableName").string(table);
  json.key("DeletionProtectionEnabled").boolean(on).end_object();
  return out + "\n";
}

Outcome<int> run(const ProtectFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const auto tables, expand_table_names(session->client, flags.tables));
  return for_each_table("protect", tables, [&](const std::string& table) -> Outcome<void> {
    QUONDAM_TRY(set_protection(session->client, table, !flags.off));
    print(session->json ? json_line(table, !flags.off)
                        : fmt::format("{}: {}\n", table,
                                      flags.off ? "can be deleted" : "is protected from deletion"));
    return {};
  });
}

}  // namespace

void add_protect(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("protect", "Protect tables from deletion");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<ProtectFlags>();
  command->add_option("TABLE", flags->tables, "A name, or a pattern: 'orders*'")
      ->required()
      ->type_name("")
      ->check(not_empty);
  command->add_flag("--off", flags->off, "Let them be deleted again");
  add_common(*command, flags->common);
  on_run(*command, "protect", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
