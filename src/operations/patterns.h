// The patterns that AWS's service model has beside that of names, and what matches them.
#pragma once

#include <string_view>

namespace quondam::operations {

inline constexpr std::string_view kBucketPattern = R"(^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$)";
inline constexpr std::string_view kClientTokenPattern = R"(^[^\$]+$)";
inline constexpr std::string_view kAccountIdPattern = "[0-9]{12}";
inline constexpr std::string_view kCsvDelimiterPattern = R"([,;:|\t ])";
inline constexpr std::string_view kCsvHeaderPattern = R"([\x20-\x21\x23-\x2B\x2D-\x7E]*)";
inline constexpr std::string_view kImportNextTokenPattern = "([0-9a-f]{16})+";
inline constexpr std::string_view kPrintPattern = R"(\p{Print}+)";
inline constexpr std::string_view kRoleArnPattern =
    R"([\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*)";

// Whether the whole of `text` matches `pattern`, which is one of these or kNamePattern.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace quondam::operations
