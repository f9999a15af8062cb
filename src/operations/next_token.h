// NextToken of ExecuteStatement: where a SELECT goes on. Opaque to clients, and bound to what was
// asked for.
#pragma once

#include <string>
#include <string_view>

#include "operations/api_error.h"

namespace quondam::operations {

// A SELECT is one or several reads by the key, one after the other.
struct SelectPosition {
  std::uint64_t read = 0;
  std::string row;  // the last one seen; empty: none
};

std::string encode_next_token(std::string_view identity, const SelectPosition& position);
// Refuses what is no token, and one of another statement or of other parameters.
ApiExpected<SelectPosition> decode_next_token(std::string_view identity, std::string_view token);

}  // namespace quondam::operations
