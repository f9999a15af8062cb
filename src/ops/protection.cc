#include "ops/protection.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ops/json_fields.h"
#include "ops/table_status.h"

namespace quondam::ops {

Outcome<void> set_protection(Client& client, const std::string& table, bool on) {
  std::string name;
  JsonWriter(name).begin_object().key("TableName").string(table).end_object();
  QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "DescribeTable", name));
  const auto description = member_of(answer.json(), "Table");
  if (description && flag_of(*description, "DeletionProtectionEnabled") == on) return {};
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  json.key("DeletionProtectionEnabled").boolean(on).end_object();
  QUONDAM_TRY(client.write(kDynamoDb, "UpdateTable", body));
  Progress progress;
  return wait_until_active(client, table, progress, fmt::format("protecting {}", table));
}

}  // namespace quondam::ops
