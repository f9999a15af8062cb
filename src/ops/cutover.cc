#include "ops/cutover.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/cutover_plan.h"
#include "ops/foreign_endpoint.h"
#include "ops/interruption.h"
#include "ops/patient_calls.h"
#include "ops/table_settings.h"
#include "ops/table_status.h"

namespace quondam::ops {
namespace {

struct CutoverFlags {
  CommonFlags common;
  std::string source;
  std::string restored;
  bool dry_run = false;
  bool yes = false;
};

// What became of a step.
struct StepEnd {
  std::string status = "PLANNED";  // "DONE", "FAILED"
  std::string message = {};
};

void print_plan(const Session& session, const CutoverFlags& flags, const CutoverPlan& plan) {
  print(session.paint(Colour::bold,
                      fmt::format("{}, with the settings of {}", flags.restored, flags.source)) +
        "\n");
  if (plan.steps.empty()) print("  Nothing is to be set.\n");
  for (const CutoverStep& step : plan.steps)
    print(fmt::format("  {:<20} {}\n", step.setting, printable(step.says)));
}

void print_left(const Session& session, const CutoverPlan& plan) {
  print(session.paint(Colour::bold, "Left to do") + "\n");
  for (const LeftToDo& left : plan.left) {
    print(fmt::format("  {}\n", printable(left.says)));
    for (const std::string& command : left.commands)
      print(session.paint(Colour::dim, fmt::format("    {}\n", printable(command))));
  }
}

void print_json(const CutoverFlags& flags, const CutoverPlan& plan,
                const std::vector<StepEnd>& ends) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("SourceTableName").string(flags.source);
  json.key("RestoredTableName").string(flags.restored);
  json.key("Steps").begin_array();
  for (std::size_t n = 0; n < plan.steps.size(); ++n) {
    json.begin_object().key("Setting").string(plan.steps[n].setting);
    json.key("Says").string(plan.steps[n].says).key("Operation").string(plan.steps[n].operation);
    json.key("Status").string(ends[n].status);
    if (!ends[n].message.empty()) json.key("Message").string(ends[n].message);
    json.end_object();
  }
  json.end_array().key("LeftToDo").begin_array();
  for (const LeftToDo& left : plan.left) {
    json.begin_object().key("Says").string(left.says).key("Commands").begin_array();
    for (const std::string& command : left.commands) json.string(command);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  print(out + "\n");
}

// Each step is a setting that may be set twice.
Outcome<void> do_step(Session& session, const CutoverFlags& flags, const CutoverStep& step,
                      Progress& progress, const std::atomic<bool>& ending) {
  // AWS takes the next change of a table only when the last one has settled.
  QUONDAM_TRY(wait_until_active(session.client, flags.restored, progress,
                                fmt::format("{}: {}", step.setting, step.says)));
  QUONDAM_TRY(call_patiently(session.client, step.operation, step.body, ending));
  return {};
}

Outcome<int> do_all(Session& session, const CutoverFlags& flags, const CutoverPlan& plan) {
  std::vector<StepEnd> ends(plan.steps.size());
  std::size_t failures = 0;
  Interruption interruption;
  Progress progress;
  for (std::size_t n = 0; n < plan.steps.size() && !interruption.requested(); ++n) {
    const CutoverStep& step = plan.steps[n];
    const auto done = do_step(session, flags, step, progress, interruption.ending());
    progress.clear();
    ends[n] = done ? StepEnd{"DONE"} : StepEnd{"FAILED", done.error().message};
    if (!done) {
      ++failures;
      Failure failure = done.error();
      failure.message = fmt::format("{}: {}", step.setting, failure.message);
      failure.what_next = "The other steps go on; saying the same again does what is missing.";
      print_failure("cutover", failure);
    } else if (!session.json) {
      print(fmt::format("  {:<20} done\n", step.setting));
    }
  }
  if (session.json) {
    print_json(flags, plan, ends);
  } else {
    print_left(session, plan);
  }
  if (interruption.requested())
    print_failure("cutover", Failure(kPartial, "it was interrupted", "Say the same again."));
  if (interruption.requested() || (failures > 0 && failures < ends.size())) return kPartial;
  return failures > 0 ? kFailed : kOk;
}

Outcome<int> run(const CutoverFlags& flags) {
  if (flags.source == flags.restored)
    return wrong_usage("SOURCE and RESTORED are the same table", "Name the restored one second.");
  if (!flags.yes && !flags.dry_run && (!can_ask() || flags.common.json)) {
    return wrong_usage("this changes the table's settings, and there is nobody to ask",
                       "Look at it with --dry-run, then do it with --yes.");
  }
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const TableSettings source, read_table_settings(session->client, flags.source));
  QUONDAM_ASSIGN(const TableSettings restored,
                 read_table_settings(session->client, flags.restored));
  QUONDAM_ASSIGN(const bool quondam, is_quondam(session->client));
  const CutoverPlan plan = plan_cutover(source, restored, !quondam);
  if (!session->json) print_plan(*session, flags, plan);
  if (flags.dry_run) {
    if (session->json) {
      print_json(flags, plan, std::vector<StepEnd>(plan.steps.size()));
    } else {
      print_left(*session, plan);
    }
    return kOk;
  }
  if (!plan.steps.empty() && !flags.yes && !confirm(fmt::format("Change {}?", flags.restored)))
    return failed("nothing was done");
  return do_all(*session, flags, plan);
}

}  // namespace

void add_cutover(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("cutover", "Give a restored table the settings of its source");
  command->group(kUndoingGroup);
  auto flags = std::make_shared<CutoverFlags>();
  command->add_option("SOURCE", flags->source)->required()->type_name("")->check(not_empty);
  command->add_option("RESTORED", flags->restored)->required()->type_name("")->check(not_empty);
  command->add_flag("--dry-run", flags->dry_run, "Say what would be set, and set nothing");
  command->add_flag("--yes", flags->yes, "Do it without a question");
  add_common(*command, flags->common);
  on_run(*command, "cutover", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
