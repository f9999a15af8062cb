#include "ops/runbook.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ops/command.h"
#include "ops/document_html.h"
#include "ops/document_markdown.h"
#include "ops/durable_file.h"
#include "ops/runbook_document.h"
#include "ops/runbook_gathering.h"
#include "ops/runbook_procedures.h"

namespace quondam::ops {
namespace {

struct RunbookFlags {
  CommonFlags common;
  std::vector<std::string> patterns;
  std::string out;
  std::string format = "markdown";
};

Outcome<int> run(const RunbookFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(Runbook runbook, gather_runbook(*session, flags.patterns));
  runbook.profile = flags.common.connection.profile;
  runbook.procedures = runbook_procedures(runbook);
  if (session->json) print(to_json(runbook) + "\n");
  if (session->json && flags.out.empty()) return kOk;
  const Document document = runbook_document(runbook);
  const std::string text = flags.format == "html" ? to_html(document) : to_markdown(document);
  if (flags.out.empty()) {
    print(text);
    return kOk;
  }
  QUONDAM_TRY(write_durably(flags.out, text));
  if (!session->json) {
    print(fmt::format("{}: {}, {}\n", flags.out, counted(runbook.tables.size(), "table"),
                      counted(runbook.procedures.size(), "procedure")));
  }
  return kOk;
}

}  // namespace

void add_runbook(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "runbook", "Write the operations runbook of the tables as they are, with its commands");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<RunbookFlags>();
  command->add_option("PATTERN", flags->patterns, "Tables called like this: 'orders*'; else all")
      ->type_name("")
      ->check(not_empty);
  command->add_option("--out", flags->out, "Write to this file, not to standard output")
      ->type_name("FILE")
      ->check(not_empty);
  command
      ->add_option("--format", flags->format,
                   "markdown, or html: one page that needs nothing but itself")
      ->check(CLI::IsMember({"markdown", "html"}))
      ->capture_default_str();
  add_common(*command, flags->common);
  on_run(*command, "runbook", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
