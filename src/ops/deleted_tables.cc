#include "ops/deleted_tables.h"

#include "base/json_writer.h"
#include "ops/json_fields.h"

namespace quondam::ops {

Outcome<std::vector<DeletedTable>> list_deleted_tables(Client& client) {
  std::vector<DeletedTable> tables;
  std::string token;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object();
    if (!token.empty()) json.key("NextToken").string(token);
    json.end_object();
    QUONDAM_ASSIGN(const Answer answer, client.read(kQuondam, "ListDeletedTables", body));
    for (const auto one : array_of(answer.json(), "DeletedTables")) {
      const auto text = [&](std::string_view name) { return std::string(text_of(one, name)); };
      tables.push_back({text("TableName"), text("TableId"), text("Deleted"), text("Expires"),
                        text("EarliestRestorableTime"), text("LatestRestorableTime"),
                        simdjson::minify(one)});
    }
    token = text_of(answer.json(), "NextToken");
  } while (!token.empty());
  return tables;
}

Outcome<std::optional<DeletedTable>> find_deleted_table(Client& client, std::string_view id) {
  QUONDAM_ASSIGN(auto tables, list_deleted_tables(client));
  for (DeletedTable& table : tables)
    if (table.id == id) return std::move(table);
  return std::nullopt;
}

}  // namespace quondam::ops
