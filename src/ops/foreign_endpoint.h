// What speaks DynamoDB's API and is no Quondam: AWS, or an emulator.
#pragma once

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

// Whether this failure of an operation of the admin API says that the endpoint has none.
bool has_no_admin_api(const Failure& failure);

// Whether this failure says that the endpoint lacks an operation of DynamoDB's own.
bool is_unknown_operation(const Failure& failure);

// Asks. A failure when there is no answer, or one that says nothing (wrong credentials).
Outcome<bool> is_quondam(Client& client);

// The past of `table` could not be looked at: why, where that is because the endpoint is no
// Quondam; else `failure`.
Failure why_no_past(Client& client, std::string_view table, Failure failure);

}  // namespace quondam::ops
