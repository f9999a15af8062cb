#include "ops/table_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/json_writer.h"
#include "ops/json_fields.h"

namespace quondam::ops {

Outcome<std::optional<std::string>> table_status(Client& client, std::string_view table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  const auto answer = client.read(kDynamoDb, "DescribeTable", body);
  if (!answer) {
    if (answer.error().type == "ResourceNotFoundException") return std::nullopt;
    return tl::unexpected(answer.error());
  }
  const auto description = member_of(answer->json(), "Table");
  return std::string(description ? text_of(*description, "TableStatus") : "");
}

Outcome<void> wait_until_active(Client& client, std::string_view table, Progress& progress,
                                std::string_view doing) {
  constexpr std::chrono::milliseconds kLongestPause{1000};
  std::chrono::milliseconds pause{20};
  while (true) {
    QUONDAM_ASSIGN(const auto status, table_status(client, table));
    if (!status) {
      return failed(fmt::format("{} has gone before it was ACTIVE", table),
                    "The server's log says why.");
    }
    if (*status == "ACTIVE") return {};
    progress.show(doing);
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace quondam::ops
