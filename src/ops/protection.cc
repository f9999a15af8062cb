#include "ops/protection.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/table_status.h"

namespace quondam::ops {
namespace {

Outcome<bool> is_protected(Client& client, const std::string& table) {
  std::string body;
  JsonWriter(body).begin_object().key("TableName").string(table).end_object();
  QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "DescribeTable", body));
  const auto description = member_of(answer.json(), "Table");
  return description && flag_of(*description, "DeletionProtectionEnabled");
}

}  // namespace

Outcome<void> set_protection(Client& client, const std::string& table, bool on) {
  QUONDAM_ASSIGN(const bool before, is_protected(client, table));
  if (before == on) return {};
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  json.key("DeletionProtectionEnabled").boolean(on).end_object();
  QUONDAM_TRY(client.write(kDynamoDb, "UpdateTable", body));
  Progress progress;
  QUONDAM_TRY(wait_until_active(client, table, progress, fmt::format("protecting {}", table)));
  QUONDAM_ASSIGN(const bool after, is_protected(client, table));
  if (after == on) return {};
  return failed(fmt::format("{} took UpdateTable, and {} is {} protected from deletion",
                            client.settings().endpoint.text, table, on ? "not" : "still"),
                "An emulator may lack deletion protection.");
}

}  // namespace quondam::ops
