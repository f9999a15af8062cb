#include "ops/guarded_span.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/table_keys.h"

namespace quondam::ops {

Outcome<TableIds> read_table_ids(Client& client, const std::vector<std::string>& tables) {
  TableIds ids;
  for (const std::string& table : tables) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(table).end_object();
    const auto answer = client.read(kDynamoDb, "DescribeTable", body);
    if (!answer && answer.error().type == "ResourceNotFoundException") continue;
    if (!answer) return tl::unexpected(answer.error());
    const auto description = member_of(answer->json(), "Table");
    ids[table] = description ? text_of(*description, "TableId") : "";
  }
  return ids;
}

Outcome<TableChanges> read_changes(Session& session, const std::string& table,
                                   const GuardedSpan& span, std::size_t most_samples,
                                   std::string& to) {
  TableChanges changes;
  changes.table = table;
  QUONDAM_ASSIGN(const TableKeys keys, read_table_keys(session.client, table));
  changes.keys = names_of(keys);
  Progress progress;
  std::string token;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(table);
    json.key("From").string(span.from_moment);
    if (!to.empty()) json.key("To").string(to);
    if (!span.caller.empty()) json.key("Caller").string(span.caller);
    constexpr int kMostLimit = 1000;
    json.key("Limit").number(kMostLimit);
    if (!token.empty()) json.key("NextToken").string(token);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, session.client.read(kQuondam, "DiffTable", body));
    if (to.empty()) to = text_of(answer.json(), "To");
    for (const auto difference : array_of(answer.json(), "Differences")) {
      changes.counts.count(text_of(difference, "Kind"));
      if (changes.samples.size() >= most_samples) continue;
      QUONDAM_ASSIGN(Difference read, parse_difference(simdjson::minify(difference)));
      changes.samples.push_back(std::move(read));
    }
    token = text_of(answer.json(), "NextToken");
    progress.show(fmt::format("{}: {}", table, counted(changes.counts.all(), "difference")));
  } while (!token.empty());
  return changes;
}

Outcome<Undo> revert_span(Session& session, const std::string& table, const GuardedSpan& span,
                          std::uint64_t expected_items) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  json.key("From").string(span.from_moment).key("To").string(span.to_moment);
  if (!span.caller.empty()) json.key("Caller").string(span.caller);
  json.key("Force").boolean(false).key("DryRun").boolean(false).end_object();
  QUONDAM_ASSIGN(const Answer answer, session.client.write(kQuondam, "RevertTable", body));
  const auto begun = member_of(answer.json(), "Undo");
  if (!begun) return failed("the server's answer to RevertTable has no Undo");
  QUONDAM_ASSIGN(Undo undo, read_undo(*begun));
  return wait_for_undo(session, std::move(undo), expected_items);
}

}  // namespace quondam::ops
