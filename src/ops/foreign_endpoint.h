// What speaks DynamoDB's API and is no Quondam: AWS, or an emulator.
#pragma once

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

// Whether this failure of an operation of the admin API says that the endpoint has none.
bool has_no_admin_api(const Failure& failure);

// Asks. A failure when there is no answer, or one that says nothing (wrong credentials).
Outcome<bool> is_quondam(Client& client);

}  // namespace quondam::ops
