#include "ops/drill_cleanup.h"

#include <fmt/format.h>

#include <optional>

#include "base/json_writer.h"
#include "ops/drill_marks.h"
#include "ops/drill_records.h"
#include "ops/json_fields.h"
#include "ops/table_names.h"
#include "ops/table_tags.h"
#include "ops/times.h"

namespace quondam::ops {
namespace {

struct Found {
  std::string name;
  std::string status = {};
  std::string id = {};
  std::string arn = {};
  std::optional<Micros> created_us = {};
};

struct Verdict {
  std::string source;
  std::string why_left;  // empty: it is to be dropped
};

std::string body_of(std::string_view member, std::string_view value) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key(member).string(value).end_object();
  return body;
}

Outcome<std::optional<Found>> describe(Client& client, const std::string& name) {
  const auto answer = client.read(kDynamoDb, "DescribeTable", body_of("TableName", name));
  if (!answer && answer.error().type == "ResourceNotFoundException") return std::nullopt;
  if (!answer) return tl::unexpected(answer.error());
  Found found{.name = name};
  if (const auto table = member_of(answer->json(), "Table")) {
    found.status = text_of(*table, "TableStatus");
    found.id = text_of(*table, "TableId");
    found.arn = text_of(*table, "TableArn");
    found.created_us = time_of(*table, "CreationDateTime");
  }
  return found;
}

// Of which table it is a restore, and by which process.
struct Origin {
  std::string source;
  std::string run;
};

// By its tags, or by this machine's record of a table with the same id.
Outcome<std::optional<Origin>> find_origin(Client& client, const Found& table) {
  const auto tags = read_table_tags(client, table.arn);
  if (tags) {
    const auto source = tags->find(std::string(kDrillTag));
    const auto run = tags->find(std::string(kDrillRunTag));
    if (source != tags->end() && run != tags->end()) return Origin{source->second, run->second};
  }
  QUONDAM_ASSIGN(const auto made, find_made(table.name));
  if (made && made->name == table.name && !made->id.empty() && made->id == table.id &&
      made->arn == table.arn)
    return Origin{made->source, made->run};
  // A table that is being made has no tags to read.
  if (!tags && tags.error().type != "ResourceNotFoundException")
    return failed(fmt::format("its tags cannot be read: {}", tags.error().message));
  return std::nullopt;
}

Verdict judge(Client& client, const Found& table, Micros oldest_us) {
  const auto origin = find_origin(client, table);
  if (!origin) return {"", origin.error().message};
  if (!*origin)
    return {"",
            fmt::format("it has no tag {}, and no drill of this machine has made it", kDrillTag)};
  const std::string& source = (*origin)->source;
  if (!is_drill_name(table.name, source))
    return {source, "its name is not that of a drill's table"};
  switch (state_of_run((*origin)->run)) {
    case RunState::running:
      return {source, "its drill is running"};
    case RunState::elsewhere:
      if (!table.created_us || *table.created_us > oldest_us) {
        return {source,
                "its drill was begun elsewhere, not long ago (--older-than), and may be running"};
      }
      break;
    case RunState::ended:
      break;
  }
  if (table.status != "ACTIVE")
    return {source, fmt::format("it is {}: say this again later", table.status)};
  return {source, ""};
}

Outcome<void> drop(Client& client, const Found& table) {
  // Once more, immediately before: nobody else's table of that name.
  QUONDAM_ASSIGN(const auto again, describe(client, table.name));
  if (!again) return {};
  if (again->id != table.id || again->arn != table.arn)
    return failed(fmt::format("{} is another table by now: left alone", table.name));
  const auto dropped = client.write(kDynamoDb, "DeleteTable", body_of("TableName", table.name));
  if (!dropped && dropped.error().type != "ResourceNotFoundException")
    return tl::unexpected(dropped.error());
  return {};
}

void print_line(const Session& session, const Found& table, const Verdict& verdict,
                std::string_view action) {
  if (!session.json) {
    print(verdict.why_left.empty()
              ? fmt::format("{}: {}, left by a drill of {}\n", table.name,
                            action == "DROPPED" ? "dropped" : "would be dropped", verdict.source)
              : fmt::format("{}: left alone, {}\n", table.name, verdict.why_left));
    return;
  }
  std::string line;
  JsonWriter json(line);
  json.begin_object().key("TableName").string(table.name);
  json.key("SourceTableName").string(verdict.source).key("Action").string(action);
  json.key("Reason").string(verdict.why_left).end_object();
  print(line + "\n");
}

}  // namespace

Outcome<int> clean_up_drills(Session& session, const CleanupFlags& flags) {
  const auto span_us = parse_span(flags.older_than);
  if (!span_us) {
    return wrong_usage(fmt::format("'{}' is no span of time", flags.older_than),
                       "Write --older-than 1d, 2h30m, 90s.");
  }
  const Micros oldest_us = session.began_us - std::min(*span_us, session.began_us);
  QUONDAM_ASSIGN(const auto names,
                 list_table_names(session.client, {fmt::format("{}*", kDrillPrefix)}));
  std::size_t failures = 0;
  std::size_t lines = 0;
  for (const std::string& name : names) {
    QUONDAM_ASSIGN(const auto table, describe(session.client, name));
    if (!table || table->status == "DELETING") continue;
    ++lines;
    const Verdict verdict = judge(session.client, *table, oldest_us);
    if (!verdict.why_left.empty() || flags.dry_run) {
      print_line(session, *table, verdict, verdict.why_left.empty() ? "WOULD_DROP" : "LEFT_ALONE");
      continue;
    }
    if (const auto dropped = drop(session.client, *table); !dropped) {
      print_failure("drill cleanup", dropped.error());
      ++failures;
      continue;
    }
    forget_made(name);
    print_line(session, *table, verdict, "DROPPED");
  }
  if (lines == 0 && !session.json) print("No drill has left anything behind.\n");
  if (failures == 0) return kOk;
  return failures == lines ? kFailed : kPartial;
}

}  // namespace quondam::ops
