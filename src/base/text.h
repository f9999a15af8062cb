// Small operations on ASCII text, for files and languages whose words are ASCII.
#pragma once

#include <string>
#include <string_view>

namespace quondam {

// Without the blanks, tabs and carriage returns at both ends.
std::string_view trimmed(std::string_view text);

// A to Z become a to z; everything else stays.
std::string lower_case(std::string_view text);

}  // namespace quondam
