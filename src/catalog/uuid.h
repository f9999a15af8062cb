#pragma once

#include <string>

namespace quondam::catalog {

// A random (version 4) UUID, as DynamoDB's TableId.
std::string new_uuid();

}  // namespace quondam::catalog
