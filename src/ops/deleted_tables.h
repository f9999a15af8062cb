// Tables that were deleted and can still be restored.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

struct DeletedTable {
  std::string name;
  std::string id;
  std::string deleted;
  std::string expires;
  std::string earliest;
  std::string latest;
  std::string json;  // as it came
};

Outcome<std::vector<DeletedTable>> list_deleted_tables(Client& client);
Outcome<std::optional<DeletedTable>> find_deleted_table(Client& client, std::string_view id);

}  // namespace quondam::ops
