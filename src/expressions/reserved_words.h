// The words that cannot be attribute names in an expression unless behind a #placeholder.
#pragma once

#include <string_view>

namespace quondam::expressions {

// The 573 words of the developer guide's page "Reserved words in DynamoDB", whatever their case.
bool is_reserved_word(std::string_view name);

}  // namespace quondam::expressions
