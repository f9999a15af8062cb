#include "ops/backup.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <memory>
#include <thread>
#include <utility>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "base/sigv4.h"
#include "ops/command.h"
#include "ops/json_fields.h"
#include "ops/recovery.h"
#include "ops/table_state.h"
#include "ops/table_status.h"
#include "ops/text_table.h"

namespace quondam::ops {
namespace {

struct BackupFlags {
  CommonFlags common;
  std::string table;
  std::string name;
  std::string arn;
  bool yes = false;
  bool no_wait = false;
  bool dry_run = false;
};

Outcome<Answer> call_with_arn(Session& session, std::string_view operation, bool reads,
                              const std::string& arn) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("BackupArn").string(arn).end_object();
  return reads ? session.client.read(kDynamoDb, operation, body)
               : session.client.write(kDynamoDb, operation, body);
}

// The BackupDetails of an answer to DescribeBackup or DeleteBackup, or of one that has them alone.
Outcome<simdjson::dom::element> details_of(const Answer& answer) {
  const auto description = member_of(answer.json(), "BackupDescription");
  const auto details = member_of(description.value_or(answer.json()), "BackupDetails");
  if (!details) return failed("the server's answer has no BackupDetails");
  return *details;
}

// Seconds since the epoch are for programs.
std::string created(simdjson::dom::element backup) {
  return time_text(time_of(backup, "BackupCreationDateTime"));
}

void print_dry_run(const Session& session, const std::string& text,
                   std::initializer_list<std::pair<std::string_view, std::string>> members) {
  if (!session.json) return print(text + "\n");
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const auto& [name, value] : members) json.key(name).string(value);
  json.key("DryRun").boolean(true).end_object();
  print(out + "\n");
}

Outcome<int> try_create(Session& session, const BackupFlags& flags, const std::string& name) {
  QUONDAM_ASSIGN(const auto table, read_table_state(session.client, flags.table));
  if (!table) {
    return failed(fmt::format("there is no table {}", flags.table),
                  "`quondam tables` lists the tables that are there.");
  }
  print_dry_run(session,
                fmt::format("{} of {} would be made: {}, {}", name, flags.table,
                            counted(table->items, "item"), counted(table->bytes, "byte")),
                {{"TableName", flags.table}, {"BackupName", name}});
  return kOk;
}

Outcome<int> create(const BackupFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  const std::string name =
      flags.name.empty()
          ? fmt::format("{}-{}", flags.table, sigv4::format_timestamp(session->began_us))
          : flags.name;
  if (flags.dry_run) return try_create(*session, flags, name);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(flags.table).key("BackupName").string(name);
  json.end_object();
  QUONDAM_ASSIGN(Answer answer, session->client.write(kDynamoDb, "CreateBackup", body));
  QUONDAM_ASSIGN(simdjson::dom::element details, details_of(answer));
  const std::string arn(text_of(details, "BackupArn"));
  Progress progress;
  constexpr std::chrono::milliseconds kLongestPause{1000};
  std::chrono::milliseconds pause{20};
  while (!flags.no_wait && text_of(details, "BackupStatus") == "CREATING") {
    progress.show(fmt::format("backing up {}", flags.table));
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
    QUONDAM_ASSIGN(answer, call_with_arn(*session, "DescribeBackup", true, arn));
    QUONDAM_ASSIGN(details, details_of(answer));
  }
  progress.clear();
  print(session->json ? simdjson::minify(details) + "\n"
                      : fmt::format("{} of {}: {}\n{}\n", name, flags.table,
                                    text_of(details, "BackupStatus"), arn));
  return kOk;
}

Outcome<int> list(const BackupFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  TextTable table({{"NAME"}, {"TABLE"}, {"STATUS"}, {"TYPE"}, {"CREATED"}, {"ARN"}});
  std::string start;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("BackupType").string("ALL");
    if (!flags.table.empty()) json.key("TableName").string(flags.table);
    if (!start.empty()) json.key("ExclusiveStartBackupArn").string(start);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, session->client.read(kDynamoDb, "ListBackups", body));
    for (const auto backup : array_of(answer.json(), "BackupSummaries")) {
      if (session->json) {
        print(simdjson::minify(backup) + "\n");
        continue;
      }
      const auto text = [&](std::string_view name) { return printable(text_of(backup, name)); };
      table.add({text("BackupName"), text("TableName"), text("BackupStatus"), text("BackupType"),
                 created(backup), text("BackupArn")});
    }
    start = text_of(answer.json(), "LastEvaluatedBackupArn");
  } while (!start.empty());
  if (session->json) return kOk;
  print(table.empty() ? "There is no backup. `quondam backup create TABLE` makes one.\n"
                      : table.take_text(session->paint));
  return kOk;
}

Outcome<int> describe(const BackupFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const Answer answer, call_with_arn(*session, "DescribeBackup", true, flags.arn));
  if (session->json) {
    const auto description = member_of(answer.json(), "BackupDescription");
    print(simdjson::minify(description.value_or(answer.json())) + "\n");
    return kOk;
  }
  QUONDAM_ASSIGN(const simdjson::dom::element details, details_of(answer));
  TextTable table({{"BACKUP"}, {std::string(text_of(details, "BackupName"))}});
  const auto line = [&](std::string_view title, const std::string& value) {
    if (!value.empty()) table.add({std::string(title), printable(value)});
  };
  line("status", std::string(text_of(details, "BackupStatus")));
  line("type", std::string(text_of(details, "BackupType")));
  line("created", created(details));
  line("expires", time_text(time_of(details, "BackupExpiryDateTime")));
  line("bytes", fmt::format("{}", count_of(details, "BackupSizeBytes")));
  if (const auto description = member_of(answer.json(), "BackupDescription")) {
    if (const auto source = member_of(*description, "SourceTableDetails")) {
      line("table", std::string(text_of(*source, "TableName")));
      line("table id", std::string(text_of(*source, "TableId")));
      line("items", fmt::format("{}", count_of(*source, "ItemCount")));
    }
  }
  line("arn", std::string(text_of(details, "BackupArn")));
  print(table.take_text(session->paint));
  return kOk;
}

Outcome<int> remove(const BackupFlags& flags) {
  if (flags.dry_run) {
    if (!flags.common.json) print("Would be deleted for good:\n");
    return describe(flags);
  }
  if (!flags.yes && (!can_ask() || flags.common.json)) {
    return wrong_usage("a deleted backup is gone for good, and there is nobody to ask",
                       "See what it is with `quondam backup describe ARN`, then say --yes.");
  }
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  if (!flags.yes && !confirm(fmt::format("Delete {} for good?", flags.arn)))
    return failed("nothing was done");
  QUONDAM_ASSIGN(const Answer answer, call_with_arn(*session, "DeleteBackup", false, flags.arn));
  if (session->json) {
    const auto description = member_of(answer.json(), "BackupDescription");
    print(simdjson::minify(description.value_or(answer.json())) + "\n");
  } else {
    print(fmt::format("{} is deleted\n", flags.arn));
  }
  return kOk;
}

Outcome<int> try_restore(Session& session, const BackupFlags& flags) {
  QUONDAM_ASSIGN(const Answer answer, call_with_arn(session, "DescribeBackup", true, flags.arn));
  QUONDAM_ASSIGN(const simdjson::dom::element details, details_of(answer));
  const std::string status(text_of(details, "BackupStatus"));
  if (status != "AVAILABLE") return failed(fmt::format("the backup is {}", status));
  QUONDAM_ASSIGN(const auto target, read_table_state(session.client, flags.table));
  if (target) {
    return failed(fmt::format("there is a table {} already", flags.table),
                  "A backup is restored to a new table: give it another name.");
  }
  print_dry_run(
      session,
      fmt::format("{} would be made of {}: {}", flags.table, text_of(details, "BackupName"),
                  counted(count_of(details, "BackupSizeBytes"), "byte")),
      {{"BackupArn", flags.arn}, {"TargetTableName", flags.table}});
  return kOk;
}

Outcome<int> restore(const BackupFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  if (flags.dry_run) return try_restore(*session, flags);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TargetTableName").string(flags.table);
  json.key("BackupArn").string(flags.arn).end_object();
  QUONDAM_ASSIGN(const Answer answer,
                 session->client.write(kDynamoDb, "RestoreTableFromBackup", body));
  std::string status = "CREATING";
  Progress progress;
  if (!flags.no_wait) {
    QUONDAM_TRY(wait_until_active(session->client, flags.table, progress,
                                  fmt::format("restoring {}", flags.table)));
    status = "ACTIVE";
  }
  const double seconds = progress.seconds();
  progress.clear();
  if (session->json) {
    std::string out;
    JsonWriter result(out);
    result.begin_object().key("BackupArn").string(flags.arn);
    result.key("TargetTableName").string(flags.table).key("TableStatus").string(status);
    result.key("Seconds").number(seconds).end_object();
    print(out + "\n");
  } else {
    print(flags.no_wait ? fmt::format("{}: being restored\n", flags.table)
                        : fmt::format("{}: {} after {:.1f} s\n", flags.table, status, seconds));
  }
  return kOk;
}

}  // namespace

void add_backup(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("backup", "On-demand backups of tables");
  command->group(kKeepingGroup);
  command->require_subcommand(1);
  auto flags = std::make_shared<BackupFlags>();
  const auto arn = [flags](CLI::App& sub) {
    sub.add_option("ARN", flags->arn, "Of quondam backup list")->required()->type_name("");
  };
  const auto dry_run = [flags](CLI::App& sub) {
    sub.add_flag("--dry-run", flags->dry_run, "Say what would be done, and do nothing");
  };
  const auto add = [&, flags](CLI::App& sub, const char* name,
                              Outcome<int> (*run)(const BackupFlags&)) {
    add_common(sub, flags->common);
    on_run(sub, name, exit_code, [flags, run] { return run(*flags); });
  };

  CLI::App* creates = command->add_subcommand("create", "Back a table up");
  creates->add_option("TABLE", flags->table)->required()->type_name("");
  creates->add_option("NAME", flags->name, "TABLE and the time by default")->type_name("");
  creates->add_flag("--no-wait", flags->no_wait, "Do not wait until it is AVAILABLE");
  dry_run(*creates);
  add(*creates, "backup create", create);

  CLI::App* lists = command->add_subcommand("list", "All of them, or a table's");
  lists->add_option("TABLE", flags->table)->type_name("");
  add(*lists, "backup list", list);

  CLI::App* describes = command->add_subcommand("describe", "What a backup is of");
  arn(*describes);
  add(*describes, "backup describe", describe);

  CLI::App* deletes = command->add_subcommand("delete", "Delete a backup for good");
  arn(*deletes);
  deletes->add_flag("--yes", flags->yes, "Do it without a question");
  dry_run(*deletes);
  add(*deletes, "backup delete", remove);

  CLI::App* restores = command->add_subcommand("restore", "Make a new table of a backup");
  arn(*restores);
  restores->add_option("TARGET", flags->table, "The new table's name")->required()->type_name("");
  restores->add_flag("--no-wait", flags->no_wait, "Do not wait until the table is ACTIVE");
  dry_run(*restores);
  add(*restores, "backup restore", restore);
}

}  // namespace quondam::ops
