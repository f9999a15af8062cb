#include "ops/revert.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "ops/undo.h"

namespace quondam::ops {

void add_revert(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "revert", "Undo what was changed in an interval, or by somebody, in place");
  command->group(kUndoingGroup);
  auto flags = std::make_shared<UndoFlags>();
  command->add_option("TABLE", flags->table)->required()->type_name("");
  command->add_option("--from", flags->from, "What was changed after this moment")
      ->required()
      ->type_name("TIME");
  command->add_option("--to", flags->to, "Up to this moment; now if it is left out")
      ->type_name("TIME")
      ->check(not_empty);
  add_item_selection(*command, flags->selection);
  add_change_selection(*command, flags->selection);
  add_undo_flags(*command, *flags);
  add_foreign_flags(*command, flags->foreign);
  add_common(*command, flags->common);
  on_run(*command, "revert", exit_code, [flags] { return run_undo(UndoKind::revert, *flags); });
}

}  // namespace quondam::ops
