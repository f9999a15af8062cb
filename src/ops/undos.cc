#include "ops/undos.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/json_fields.h"
#include "ops/text_table.h"
#include "ops/undo.h"

namespace quondam::ops {
namespace {

struct UndosFlags {
  CommonFlags common;
  std::string table;
  std::string id;
};

Outcome<int> list(const UndosFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  using enum TextTable::Align;
  TextTable table({{"ID"},
                   {"WHAT"},
                   {"FROM"},
                   {"TO"},
                   {"STATUS"},
                   {"BEGAN"},
                   {"PUT", right},
                   {"DELETED", right},
                   {"CONFLICTS", right}});
  std::string token;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(flags.table);
    if (!token.empty()) json.key("NextToken").string(token);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, session->client.read(kQuondam, "ListUndos", body));
    for (const auto one : array_of(answer.json(), "Undos")) {
      QUONDAM_ASSIGN(const Undo undo, read_undo(one));
      if (session->json) {
        print(undo.json + "\n");
        continue;
      }
      table.add({undo.id, undo.operation, undo.from, undo.to, undo.status, undo.began,
                 fmt::format("{}", undo.put), fmt::format("{}", undo.deleted),
                 fmt::format("{}", undo.conflicts)});
    }
    token = text_of(answer.json(), "NextToken");
  } while (!token.empty());
  if (session->json) return kOk;
  print(table.empty() ? fmt::format("Nothing of {} was rewound or reverted.\n", flags.table)
                      : table.take_text(session->paint));
  return kOk;
}

Outcome<Undo> call(Session& session, std::string_view operation, const UndosFlags& flags) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("UndoId").string(flags.id).end_object();
  // To cancel twice is to cancel.
  QUONDAM_ASSIGN(const Answer answer, session.client.read(kQuondam, operation, body));
  const auto undo = member_of(answer.json(), "Undo");
  if (!undo) return failed(fmt::format("the server's answer to {} has no Undo", operation));
  return read_undo(*undo);
}

// Waits for one that runs.
Outcome<int> show(const UndosFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(Undo undo, call(*session, "DescribeUndo", flags));
  QUONDAM_ASSIGN(undo, wait_for_undo(*session, std::move(undo), 0));
  return print_end_of_undo(*session, undo, false);
}

Outcome<int> cancel(const UndosFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const Undo undo, call(*session, "CancelUndo", flags));
  print(session->json ? undo.json + "\n"
                      : fmt::format("{} of {}: {}; what is written stays written\n", undo.operation,
                                    undo.table, undo.status));
  return kOk;
}

}  // namespace

void add_undos(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("undos", "Rewinds and reverts: list, show, cancel");
  command->group(kUndoingGroup);
  command->require_subcommand(1);
  auto flags = std::make_shared<UndosFlags>();
  const auto add = [&](const char* word, const char* description, const char* argument,
                       std::string& value, Outcome<int> (*run)(const UndosFlags&)) {
    CLI::App* sub = command->add_subcommand(word, description);
    sub->add_option(argument, value)->required()->type_name("");
    add_common(*sub, flags->common);
    on_run(*sub, fmt::format("undos {}", word), exit_code, [flags, run] { return run(*flags); });
  };
  add("list", "Those of a table, the newest first", "TABLE", flags->table, list);
  add("show", "How one ended; waits for its end", "ID", flags->id, show);
  add("cancel", "Stop one; what is written stays written", "ID", flags->id, cancel);
}

}  // namespace quondam::ops
