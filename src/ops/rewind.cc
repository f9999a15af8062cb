#include "ops/rewind.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "ops/undo.h"

namespace quondam::ops {

void add_rewind(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("rewind", "Make a table, or a part of it, what it was, in place");
  command->group(kUndoingGroup);
  auto flags = std::make_shared<UndoFlags>();
  command->add_option("TABLE", flags->table)->required()->type_name("");
  command->add_option("--to", flags->to, "What was changed after this moment is undone")
      ->required()
      ->type_name("TIME");
  add_item_selection(*command, flags->selection);
  add_undo_flags(*command, *flags);
  add_common(*command, flags->common);
  on_run(*command, "rewind", exit_code, [flags] { return run_undo(UndoKind::rewind, *flags); });
}

}  // namespace quondam::ops
