#include "ops/points.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "ops/command.h"
#include "ops/json_fields.h"
#include "ops/text_table.h"
#include "ops/times.h"

namespace quondam::ops {
namespace {

struct PointsFlags {
  CommonFlags common;
  std::string name;
  std::string at;
  bool dry_run = false;
};

void print_dry_run(const Session& session, const std::string& name, const std::string& text) {
  if (!session.json) return print(text + "\n");
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("Name").string(name).key("DryRun").boolean(true).end_object();
  print(out + "\n");
}

Outcome<int> try_create(Session& session, const PointsFlags& flags) {
  const std::string at = flags.at.empty() ? "now" : flags.at;
  QUONDAM_ASSIGN(const Moment moment, resolve_moment(session.client, at, session.began_us));
  if (!moment.is_now && moment.at_us > session.began_us)
    return failed(fmt::format("{} lies in the future", moment.shown()));
  QUONDAM_ASSIGN(const auto taken, find_restore_point(session.client, flags.name));
  if (taken) {
    return failed(fmt::format("{} is a restore point already", flags.name),
                  "`quondam points delete NAME` makes the name free.");
  }
  print_dry_run(session, flags.name, fmt::format("{} would be {}", flags.name, moment.shown()));
  return kOk;
}

Outcome<int> try_remove(Session& session, const PointsFlags& flags) {
  QUONDAM_ASSIGN(const auto there, find_restore_point(session.client, flags.name));
  if (!there) {
    return failed(fmt::format("there is no restore point {}", flags.name),
                  "`quondam points` lists them.");
  }
  print_dry_run(session, flags.name,
                fmt::format("{} would be no restore point any more", flags.name));
  return kOk;
}

Outcome<int> list(const PointsFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  TextTable table({{"NAME"}, {"MOMENT"}, {"CREATED"}, {"BY"}});
  std::string token;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object();
    if (!token.empty()) json.key("NextToken").string(token);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, session->client.read(kQuondam, "ListRestorePoints", body));
    for (const auto point : array_of(answer.json(), "RestorePoints")) {
      if (session->json) {
        print(simdjson::minify(point) + "\n");
        continue;
      }
      const auto text = [&](std::string_view name) { return printable(text_of(point, name)); };
      table.add({text("Name"), text("Time"), text("Created"), text("Caller")});
    }
    token = text_of(answer.json(), "NextToken");
  } while (!token.empty());
  if (session->json) return kOk;
  print(table.empty()
            ? "There is no restore point. `quondam points create NAME` makes one of now.\n"
            : table.take_text(session->paint));
  return kOk;
}

Outcome<int> create(const PointsFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  if (flags.dry_run) return try_create(*session, flags);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("Name").string(flags.name);
  if (!flags.at.empty()) {
    QUONDAM_ASSIGN(const Moment at, resolve_moment(session->client, flags.at, session->began_us));
    // The server's own present, which this machine's clock may miss.
    if (!at.is_now) json.key("Time").string(at.text());
  }
  json.end_object();
  QUONDAM_ASSIGN(const Answer answer, session->client.write(kQuondam, "CreateRestorePoint", body));
  const auto point = member_of(answer.json(), "RestorePoint");
  if (!point) return failed("the server's answer to CreateRestorePoint has no RestorePoint");
  print(session->json
            ? simdjson::minify(*point) + "\n"
            : fmt::format("{} is {}\n", text_of(*point, "Name"), text_of(*point, "Time")));
  return kOk;
}

Outcome<int> remove(const PointsFlags& flags) {
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  if (flags.dry_run) return try_remove(*session, flags);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("Name").string(flags.name).end_object();
  QUONDAM_TRY(session->client.write(kQuondam, "DeleteRestorePoint", body));
  if (session->json) {
    print(body + "\n");
  } else {
    print(fmt::format("{} is no restore point any more; no history is lost with it\n", flags.name));
  }
  return kOk;
}

}  // namespace

void add_points(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("points", "Names for moments of all tables");
  command->group(kKeepingGroup);
  command->require_subcommand(0, 1);
  auto flags = std::make_shared<PointsFlags>();
  add_common(*command, flags->common);
  command->callback([command, flags, &exit_code] {
    if (command->get_subcommands().empty()) exit_code = report("points", list(*flags));
  });

  CLI::App* lists = command->add_subcommand("list", "All of them, in the order of their moments");
  add_common(*lists, flags->common);
  on_run(*lists, "points list", exit_code, [flags] { return list(*flags); });

  CLI::App* creates = command->add_subcommand("create", "Name a moment");
  creates->add_option("NAME", flags->name, "Letters, digits, _ . -, no digit first")
      ->required()
      ->type_name("");
  creates->add_option("--at", flags->at, "The moment; now if it is left out")
      ->type_name("TIME")
      ->check(not_empty);
  const auto dry_run = [flags](CLI::App& sub) {
    sub.add_flag("--dry-run", flags->dry_run, "Say what would be done, and do nothing");
  };
  dry_run(*creates);
  add_common(*creates, flags->common);
  on_run(*creates, "points create", exit_code, [flags] { return create(*flags); });

  CLI::App* deletes = command->add_subcommand("delete", "Forget a name");
  deletes->add_option("NAME", flags->name)->required()->type_name("");
  dry_run(*deletes);
  add_common(*deletes, flags->common);
  on_run(*deletes, "points delete", exit_code, [flags] { return remove(*flags); });
}

}  // namespace quondam::ops
