#include "ops/apply.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "ops/command.h"
#include "ops/command_text.h"
#include "ops/policy.h"
#include "ops/policy_check.h"
#include "ops/policy_flag.h"
#include "ops/protection.h"
#include "ops/recovery.h"

namespace quondam::ops {
namespace {

struct ApplyFlags {
  CommonFlags common;
  std::string policy = kDefaultPolicy;
  bool dry_run = false;
  bool yes = false;
};

// A requirement, and what becomes of it.
struct Step {
  PolicyCheck check;
  // "PLANNED", "DONE", "FAILED"; "LEFT": nothing that can be set mends it.
  std::string status;
  std::string message = {};
};

bool can_be_set(const PolicyCheck& check) {
  return !check.remedy.empty() && check.requirement != kWantsDrill;
}

std::vector<Step> plan(const std::vector<PolicyCheck>& checks) {
  std::vector<Step> steps;
  for (PolicyCheck& check : unmet(checks)) {
    const bool settable = can_be_set(check);
    steps.push_back({std::move(check), settable ? "PLANNED" : "LEFT"});
  }
  return steps;
}

std::size_t count(const std::vector<Step>& steps, std::string_view status) {
  return static_cast<std::size_t>(std::ranges::count(steps, status, &Step::status));
}

Outcome<void> take(Client& client, const PolicyCheck& check) {
  if (check.requirement == kWantsProtection) return set_protection(client, check.table, true);
  // As it is now: it may have been turned on since, and a window is never made shorter.
  QUONDAM_ASSIGN(const Recovery present, describe_recovery(client, check.table));
  if (present.enabled && (present.days >= check.days || present.days == 0)) return {};
  const auto days = check.days > 0 ? std::optional(static_cast<int>(check.days)) : std::nullopt;
  QUONDAM_TRY(update_recovery(client, check.table, true, days));
  return {};
}

void print_steps(const std::vector<Step>& steps, const ApplyFlags& flags, const Session& session,
                 std::string_view status, std::string_view title) {
  if (count(steps, status) == 0) return;
  print(session.paint(Colour::bold, title) + "\n");
  for (const Step& step : steps) {
    if (step.status != status) continue;
    print(fmt::format("  {}: {}\n", printable(step.check.table), printable(step.check.says)));
    if (step.check.remedy.empty()) continue;
    print(session.paint(
              Colour::dim,
              fmt::format("    {}", quondam_command(step.check.remedy, flags.common.connection))) +
          "\n");
  }
}

void print_json(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("TableName").string(step.check.table);
    json.key("Requirement").string(step.check.requirement);
    json.key("Required").string(step.check.required).key("Found").string(step.check.found);
    json.key("Status").string(step.status);
    if (!step.message.empty()) json.key("Message").string(step.message);
    json.end_object();
    print(out + "\n");
  }
}

void take_all(Session& session, std::vector<Step>& steps) {
  for (Step& step : steps) {
    if (step.status != "PLANNED") continue;
    const auto done = take(session.client, step.check);
    step.status = done ? "DONE" : "FAILED";
    if (!done) {
      step.message = done.error().message;
      Failure failure = done.error();
      failure.message = fmt::format("{}: {}", step.check.table, failure.message);
      print_failure("apply", failure);
    } else if (!session.json) {
      print(fmt::format("{}: {}, done\n", step.check.table, step.check.requirement));
    }
  }
}

int exit_code_of(const std::vector<Step>& steps) {
  const std::size_t missed = count(steps, "FAILED") + count(steps, "LEFT");
  if (missed == 0) return kOk;
  return count(steps, "DONE") > 0 ? kPartial : kFailed;
}

Outcome<int> run(const ApplyFlags& flags) {
  if (!flags.yes && !flags.dry_run && (!can_ask() || flags.common.json)) {
    return wrong_usage("this changes tables' settings, and there is nobody to ask",
                       "Look at it with --dry-run, then do it with --yes.");
  }
  QUONDAM_ASSIGN(const Policy policy, read_policy(flags.policy));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const auto checks, check_endpoint(session->client, policy, session->began_us));
  std::vector<Step> steps = plan(checks);
  if (!session->json) {
    print_steps(steps, flags, *session, "PLANNED", "To be set");
    print_steps(steps, flags, *session, "LEFT", "Left to do");
    if (steps.empty()) print("All tables are as the policy wants them.\n");
  }
  const std::size_t planned = count(steps, "PLANNED");
  if (flags.dry_run || planned == 0) {
    if (session->json) print_json(steps);
    return flags.dry_run ? kOk : exit_code_of(steps);
  }
  if (!flags.yes && !confirm(fmt::format("Make {}?", counted(planned, "change"))))
    return failed("nothing was done");
  take_all(*session, steps);
  if (session->json) print_json(steps);
  return exit_code_of(steps);
}

}  // namespace

void add_apply(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("apply", "Give tables what a policy wants of them");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<ApplyFlags>();
  add_policy_flag(*command, flags->policy);
  command->add_flag("--dry-run", flags->dry_run, "Say what would be set, and set nothing");
  command->add_flag("--yes", flags->yes, "Do it without a question");
  add_common(*command, flags->common);
  on_run(*command, "apply", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
