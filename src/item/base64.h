// Base64 as DynamoDB speaks it: the standard alphabet, padded, no line breaks.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace quondam::item {

// The inverse is append_base64 in base/json_writer.h. Errors are ErrorCode::serialization with
// DynamoDB's text.
Result<std::string> decode_base64(std::string_view text);

}  // namespace quondam::item
