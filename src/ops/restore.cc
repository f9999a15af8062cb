#include "ops/restore.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/deleted_tables.h"
#include "ops/foreign_endpoint.h"
#include "ops/foreign_restore.h"
#include "ops/json_fields.h"
#include "ops/restore_pairs.h"
#include "ops/table_status.h"
#include "ops/times.h"

namespace quondam::ops {
namespace {

struct RestoreFlags {
  CommonFlags common;
  std::vector<std::string> tables;
  std::string at;
  std::optional<std::string> suffix;
  std::string deleted;
  bool keep_settings = false;
  bool with_time_to_live = false;
  bool dry_run = false;
  bool no_wait = false;
};

// One table's restore, and what has become of it.
struct Restore {
  RestorePair pair;
  std::string restore_time;
  std::string status;
  double seconds = 0;
};

Outcome<std::vector<RestorePair>> read_pairs(const RestoreFlags& flags) {
  if (flags.deleted.empty()) {
    if (flags.tables.empty())
      return wrong_usage("no table is named", "Write quondam restore TABLE --at TIME.");
    if (flags.at.empty()) return wrong_usage("no moment is named", "Write --at TIME, or --at now.");
    return read_restore_pairs(flags.tables, flags.suffix.value_or(kRestoredSuffix));
  }
  if (flags.tables.size() > 1 ||
      (!flags.tables.empty() && flags.tables.front().find('=') != std::string::npos)) {
    return wrong_usage("--deleted names one table",
                       "Write quondam restore --deleted ID [TARGET] [--at TIME].");
  }
  return std::vector{
      RestorePair{flags.deleted, flags.tables.empty() ? std::string() : flags.tables.front()}};
}

// A deleted table comes back under its own name, unless another one is given.
Outcome<void> name_target(Client& client, const RestoreFlags& flags, RestorePair& pair) {
  const auto table = find_deleted_table(client, pair.source);
  if (!table && has_no_admin_api(table.error())) {
    return failed(
        "only a Quondam keeps deleted tables",
        "AWS keeps a SYSTEM backup of a table that was deleted with recovery on: `quondam "
        "backup list`, then `quondam backup restore ARN TARGET`.");
  }
  if (!table) return tl::unexpected(table.error());
  if (!*table) {
    return failed(fmt::format("there is no deleted table {}", pair.source),
                  "`quondam tables --deleted` lists those that can be restored.");
  }
  if (pair.target.empty()) pair.target = (*table)->name + flags.suffix.value_or("");
  return {};
}

// Before anything is begun, so that a mistake in one name does not leave the others half done.
Outcome<void> check_tables(Client& client, const RestoreFlags& flags,
                           const std::vector<RestorePair>& pairs) {
  for (const RestorePair& pair : pairs) {
    if (flags.deleted.empty()) {
      QUONDAM_ASSIGN(const auto source, table_status(client, pair.source));
      if (!source) {
        return failed(fmt::format("there is no table {}; nothing was begun", pair.source),
                      pairs.size() == 2 && &pair == &pairs.back()
                          ? fmt::format("To restore {} as {}, write {}={}.", pairs[0].source,
                                        pair.source, pairs[0].source, pair.source)
                          : "`quondam tables` lists the tables, `quondam tables --deleted` those "
                            "that were deleted.");
      }
    }
    QUONDAM_ASSIGN(const auto target, table_status(client, pair.target));
    if (target) {
      return failed(fmt::format("there is a table {} already; nothing was begun", pair.target),
                    flags.deleted.empty()
                        ? "Name another target: SOURCE=TARGET, or --suffix."
                        : "Name another target: quondam restore --deleted ID TARGET.");
    }
  }
  return {};
}

Outcome<Answer> send(Client& client, const RestoreFlags& flags, const RestorePair& pair,
                     const std::optional<Moment>& at) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key(flags.deleted.empty() ? "SourceTableName" : "SourceTableId").string(pair.source);
  json.key("TargetTableName").string(pair.target);
  if (at) json.key("RestoreTime").string(at->text());
  json.key("KeepSettings").boolean(flags.keep_settings);
  json.key("WithTimeToLive").boolean(flags.with_time_to_live);
  json.key("DryRun").boolean(flags.dry_run).end_object();
  return flags.dry_run ? client.read(kQuondam, "RestoreTable", body)
                       : client.write(kQuondam, "RestoreTable", body);
}

// What the endpoint is shows in its first answer: then all tables are restored in the one way or
// the other.
Outcome<Answer> begin(Client& client, const RestoreFlags& flags, const RestorePair& pair,
                      const std::optional<Moment>& at, bool& foreign) {
  if (!foreign) {
    auto answer = send(client, flags, pair, at);
    // A deleted table was found by now, so there is an admin API.
    if (answer || !at || !has_no_admin_api(answer.error())) return answer;
    foreign = true;
  }
  if (flags.dry_run || flags.keep_settings || flags.with_time_to_live) {
    return wrong_usage(
        "this endpoint is no Quondam: there is no --dry-run, --keep-settings or --with-ttl",
        "Restore without them; `quondam cutover SOURCE RESTORED` then sets the settings.");
  }
  return begin_foreign_restore(client, pair, *at);
}

// The first of them: --json has more.
void print_expired(simdjson::dom::element plan, std::uint64_t expired) {
  constexpr std::size_t kMostShown = 20;
  std::size_t shown = 0;
  for (const auto key : array_of(plan, "ExpiredKeys")) {
    if (shown++ == kMostShown) break;
    print(fmt::format("    {}\n", simdjson::minify(key)));
  }
  if (expired > kMostShown) print(fmt::format("    and {} more\n", expired - kMostShown));
}

void print_plan(const Session& session, const RestoreFlags& flags, const RestorePair& pair,
                simdjson::dom::element plan) {
  if (session.json) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.key(flags.deleted.empty() ? "SourceTableName" : "SourceTableId").string(pair.source);
    json.key("TargetTableName").string(pair.target);
    json.key("Plan").raw(simdjson::minify(plan)).end_object();
    print(out + "\n");
    return;
  }
  const std::string items = counted(count_of(plan, "ItemsEstimate"), "item");
  // How much has changed since is only counted as far as it decides.
  const std::string way =
      text_of(plan, "Way") == "CLONE"
          ? fmt::format("a clone of the present, about {}; {} since then put back", items,
                        counted(count_of(plan, "ChangesSince"), "change"))
          : fmt::format("built anew from the past, about {}", items);
  print(fmt::format("{} as {}, as it was at {}\n  {}\n", pair.source, pair.target,
                    text_of(plan, "RestoreTime"), way));
  if (const auto expired = count_of(plan, "ExpiredCount"); expired > 0) {
    print(fmt::format(
        "  {} expired by time to live: {}\n", counted(expired, "item has", "items have"),
        flags.with_time_to_live ? "they would be deleted again (--with-ttl)"
                                : "they are kept, because the new table has no time to live"));
    print_expired(plan, expired);
  }
}

void print_restore(const Session& session, const RestoreFlags& flags, const Restore& restore) {
  if (!session.json) {
    const std::string when =
        restore.restore_time.empty() ? "its latest moment" : restore.restore_time;
    print(flags.no_wait
              ? fmt::format("{}: being restored from {} at {}\n", restore.pair.target,
                            restore.pair.source, when)
              : fmt::format("{}: {} as it was at {}, {} after {:.1f} s\n", restore.pair.target,
                            restore.pair.source, when, restore.status, restore.seconds));
    return;
  }
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key(flags.deleted.empty() ? "SourceTableName" : "SourceTableId").string(restore.pair.source);
  json.key("TargetTableName").string(restore.pair.target);
  json.key("RestoreTime");
  if (restore.restore_time.empty()) {
    json.null();
  } else {
    json.string(restore.restore_time);
  }
  json.key("TableStatus").string(restore.status);
  json.key("Seconds").number(restore.seconds).end_object();
  print(out + "\n");
}

// Begins all of them, then waits for each. A failure of one does not keep the others.
Outcome<int> restore_all(Session& session, const RestoreFlags& flags,
                         const std::vector<RestorePair>& pairs, const std::optional<Moment>& at) {
  std::optional<Failure> failure;
  bool foreign = false;
  std::vector<Restore> begun;
  Progress progress;
  const auto fails = [&](const RestorePair& pair, Failure why) {
    progress.clear();
    why.message = fmt::format("{}: {}", pair.source, why.message);
    print_failure("restore", why);
    failure = std::move(why);
  };
  for (const RestorePair& pair : pairs) {
    const auto answer = begin(session.client, flags, pair, at, foreign);
    if (!answer && answer.error().exit_code == kUsage && begun.empty())
      return tl::unexpected(answer.error());
    if (!answer) {
      fails(pair, answer.error());
      continue;
    }
    const std::string restore_time = !at       ? std::string()
                                     : foreign ? foreign_restore_time(*at)
                                               : at->text();
    if (flags.dry_run) {
      if (const auto plan = member_of(answer->json(), "Plan"))
        print_plan(session, flags, pair, *plan);
      begun.push_back({pair, restore_time, "", 0});
      continue;
    }
    const auto description = member_of(answer->json(), "TableDescription");
    begun.push_back({pair, restore_time,
                     std::string(description ? text_of(*description, "TableStatus") : ""), 0});
  }
  std::size_t done = 0;
  for (Restore& restore : begun) {
    if (flags.dry_run) break;
    if (!flags.no_wait) {
      const auto active = wait_until_active(
          session.client, restore.pair.target, progress,
          begun.size() == 1 ? fmt::format("restoring {}", restore.pair.target)
                            : fmt::format("restoring {} ({} of {})", restore.pair.target, done + 1,
                                          begun.size()));
      if (!active) {
        fails(restore.pair, active.error());
        continue;
      }
      restore.status = "ACTIVE";
      restore.seconds = progress.seconds();
    }
    progress.clear();
    print_restore(session, flags, restore);
    ++done;
  }
  if (!failure) return kOk;
  const bool none = flags.dry_run ? begun.empty() : done == 0;
  return none ? failure->exit_code : kPartial;
}

Outcome<int> run(const RestoreFlags& flags) {
  QUONDAM_ASSIGN(auto pairs, read_pairs(flags));
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  // Resolved once: all tables come from the same moment. The latest, when there is none, is the
  // server's to say.
  std::optional<Moment> at;
  if (!flags.at.empty()) {
    QUONDAM_ASSIGN(at, resolve_moment(session->client, flags.at, session->began_us));
  }
  if (!flags.deleted.empty()) QUONDAM_TRY(name_target(session->client, flags, pairs.front()));
  QUONDAM_TRY(check_tables(session->client, flags, pairs));
  return restore_all(*session, flags, pairs, at);
}

}  // namespace

void add_restore(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("restore", "Make new tables of what tables were, all at the same moment");
  command->group(kUndoingGroup);
  auto flags = std::make_shared<RestoreFlags>();
  command->add_option("TABLE", flags->tables, "SOURCE or SOURCE=TARGET; with --deleted, the TARGET")
      ->type_name("")
      ->check(not_empty);
  command->add_option("--at", flags->at, "The moment; the latest of a deleted table by default")
      ->type_name("TIME")
      ->check(not_empty);
  command
      ->add_option("--suffix", flags->suffix, "Of targets that are not named; -restored by default")
      ->type_name("TEXT");
  command->add_option("--deleted", flags->deleted, "A deleted table: quondam tables --deleted")
      ->type_name("ID")
      ->check(not_empty);
  command->add_flag("--keep-settings", flags->keep_settings,
                    "Also deletion protection, tags, point-in-time recovery");
  command->add_flag("--with-ttl", flags->with_time_to_live,
                    "Also time to live, which deletes what has expired since");
  command->add_flag("--dry-run", flags->dry_run, "Say how it would be done");
  command->add_flag("--no-wait", flags->no_wait, "Do not wait until the tables are ACTIVE");
  add_common(*command, flags->common);
  on_run(*command, "restore", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
