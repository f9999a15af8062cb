// A table's deletion protection.
#pragma once

#include <string>

#include "ops/client.h"
#include "ops/command.h"
#include "ops/failure.h"

namespace quondam::ops {

// Sets it, and waits until the table is ACTIVE again. What is so already is not sent.
Outcome<void> set_protection(Client& client, const std::string& table, bool on);

}  // namespace quondam::ops
