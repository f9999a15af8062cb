#include <CLI/CLI.hpp>
#include <cstdio>

#include "ops/apply.h"
#include "ops/at.h"
#include "ops/backup.h"
#include "ops/completion.h"
#include "ops/cost.h"
#include "ops/cutover.h"
#include "ops/diff.h"
#include "ops/disable.h"
#include "ops/drill.h"
#include "ops/dump.h"
#include "ops/enable.h"
#include "ops/exit_codes.h"
#include "ops/guard.h"
#include "ops/iam.h"
#include "ops/load.h"
#include "ops/manual.h"
#include "ops/points.h"
#include "ops/protect.h"
#include "ops/restore.h"
#include "ops/revert.h"
#include "ops/rewind.h"
#include "ops/runbook.h"
#include "ops/serve.h"
#include "ops/shapes.h"
#include "ops/status.h"
#include "ops/tables.h"
#include "ops/undos.h"
#include "ops/verify.h"
#include "ops/version.h"
#include "ops/watch.h"

int main(int argc, char** argv) {
  CLI::App app("A database that speaks DynamoDB's protocol and remembers.", "quondam");
  app.set_version_flag("--version", std::string("quondam ") + quondam::ops::kVersion);
  app.require_subcommand(1);
  app.get_formatter()->column_width(26);
  int exit_code = quondam::ops::kOk;
  // In the order in which --help lists them.
  quondam::ops::add_serve(app, exit_code);
  quondam::ops::add_tables(app, exit_code);
  quondam::ops::add_status(app, exit_code);
  quondam::ops::add_at(app, exit_code);
  quondam::ops::add_diff(app, exit_code);
  quondam::ops::add_rewind(app, exit_code);
  quondam::ops::add_revert(app, exit_code);
  quondam::ops::add_undos(app, exit_code);
  quondam::ops::add_restore(app, exit_code);
  quondam::ops::add_enable(app, exit_code);
  quondam::ops::add_disable(app, exit_code);
  quondam::ops::add_protect(app, exit_code);
  quondam::ops::add_verify(app, exit_code);
  quondam::ops::add_apply(app, exit_code);
  quondam::ops::add_watch(app, exit_code);
  quondam::ops::add_points(app, exit_code);
  quondam::ops::add_backup(app, exit_code);
  quondam::ops::add_guard(app, exit_code, quondam::ops::take_guarded_command(argc, argv));
  quondam::ops::add_drill(app, exit_code);
  quondam::ops::add_cost(app, exit_code);
  quondam::ops::add_runbook(app, exit_code);
  quondam::ops::add_iam(app, exit_code);
  quondam::ops::add_dump(app, exit_code);
  quondam::ops::add_load(app, exit_code);
  quondam::ops::add_cutover(app, exit_code);
  quondam::ops::add_completion(app, exit_code);
  quondam::ops::add_manual(app, exit_code);
  quondam::ops::add_shapes(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty()) {
      std::fprintf(stderr, "quondam: there is no command '%s'; quondam --help lists them\n",
                   argv[1]);
      return quondam::ops::kUsage;
    }
    // Help and the version are answers; all else is a command line that cannot be understood.
    return app.exit(error) == 0 ? quondam::ops::kOk : quondam::ops::kUsage;
  }
  return exit_code;
}
