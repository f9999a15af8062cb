#include "ops/table_state.h"

#include <fmt/format.h>

#include "ops/json_fields.h"
#include "ops/table_settings.h"

namespace quondam::ops {

Outcome<std::optional<TableState>> read_table_state(Client& client, const std::string& table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  const auto answer = client.read(kDynamoDb, "DescribeTable", body);
  if (!answer && answer.error().type == "ResourceNotFoundException") return std::nullopt;
  if (!answer) return tl::unexpected(answer.error());
  TableState state{.name = table};
  if (const auto description = member_of(answer->json(), "Table")) {
    state.status = text_of(*description, "TableStatus");
    state.arn = text_of(*description, "TableArn");
    state.created_us = time_of(*description, "CreationDateTime");
    state.items = count_of(*description, "ItemCount");
    state.bytes = count_of(*description, "TableSizeBytes");
    state.is_protected = flag_of(*description, "DeletionProtectionEnabled");
  }
  auto recovery = describe_recovery(client, table);
  if (recovery) {
    state.recovery = *recovery;
    return state;
  }
  // A table that is being made or deleted has none to describe. Of any other, what could not be
  // read must not pass for recovery that is off.
  const bool has_none = state.status == "CREATING" || state.status == "DELETING" ||
                        recovery.error().type == "TableNotFoundException";
  if (!has_none && !is_lacking(recovery.error()))
    return tl::unexpected(std::move(recovery).error());
  state.recovery.known = false;
  return state;
}

void write_table_state(JsonWriter& json, const TableState& state) {
  json.key("TableName").string(state.name);
  write_recovery(json, state.recovery);
  json.key("TableStatus").string(state.status);
  json.key("ItemCount").number(state.items);
  json.key("TableSizeBytes").number(state.bytes);
  json.key("DeletionProtectionEnabled").boolean(state.is_protected);
}

std::string recovery_text(const Recovery& recovery) {
  if (!recovery.known) return "unknown";
  if (!recovery.enabled) return "off";
  return recovery.days > 0 ? fmt::format("{} days", recovery.days) : "on";
}

}  // namespace quondam::ops
