// A table's status, and waiting for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/command.h"

namespace quondam::ops {

// "ACTIVE", "CREATING", ...; nothing when there is no such table.
Outcome<std::optional<std::string>> table_status(Client& client, std::string_view table);

// Until the table, which is being made, is ACTIVE. It is a failure when it is gone instead.
// `doing`: "restoring orders-restored".
Outcome<void> wait_until_active(Client& client, std::string_view table, Progress& progress,
                                std::string_view doing);

}  // namespace quondam::ops
