#include "ops/verify.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "ops/command.h"
#include "ops/command_text.h"
#include "ops/policy.h"
#include "ops/policy_check.h"
#include "ops/policy_flag.h"

namespace quondam::ops {
namespace {

struct VerifyFlags {
  CommonFlags common;
  std::string policy = kDefaultPolicy;
};

void print_json(const std::vector<PolicyCheck>& checks) {
  for (const PolicyCheck& check : checks) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    write_check(json, check);
    json.end_object();
    print(out + "\n");
  }
}

void print_text(const std::vector<PolicyCheck>& checks, const VerifyFlags& flags,
                const Session& session) {
  std::set<std::string> tables;
  for (const PolicyCheck& check : checks) {
    tables.insert(check.table);
    const std::string_view mark = check.met ? "ok  " : "FAIL";
    print(fmt::format("{} {}: {}\n", session.paint(check.met ? Colour::green : Colour::red, mark),
                      printable(check.table), printable(check.says)));
    if (check.met || check.remedy.empty()) continue;
    print(session.paint(
              Colour::dim,
              fmt::format("     {}", quondam_command(check.remedy, flags.common.connection))) +
          "\n");
  }
  print(fmt::format("{}, {}, {} not met\n", counted(tables.size(), "table"),
                    counted(checks.size(), "requirement"), unmet(checks).size()));
}

Outcome<int> run(const VerifyFlags& flags) {
  QUONDAM_ASSIGN(const Policy policy, read_policy(flags.policy));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const auto checks, check_endpoint(session->client, policy, session->began_us));
  if (session->json) {
    print_json(checks);
  } else {
    print_text(checks, flags, *session);
  }
  return unmet(checks).empty() ? kOk : kFailed;
}

}  // namespace

void add_verify(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("verify", "Check that tables have what a policy wants: the gate");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<VerifyFlags>();
  add_policy_flag(*command, flags->policy);
  add_common(*command, flags->common);
  on_run(*command, "verify", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
