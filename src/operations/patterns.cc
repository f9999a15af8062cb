#include "operations/patterns.h"

#include <algorithm>

#include "operations/shape.h"

namespace quondam::operations {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool names_a_bucket(std::string_view text) {
  constexpr std::size_t kShortest = 2;
  return text.size() >= kShortest && is_alphanumeric(text.front()) &&
         is_alphanumeric(text.back()) && std::ranges::all_of(text, [](char c) {
           return is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
         });
}

bool is_account_id(std::string_view text) {
  constexpr std::size_t kDigits = 12;
  return text.size() == kDigits && std::ranges::all_of(text, is_digit);
}

// Printable ASCII but for the quote and the comma.
bool is_csv_header(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != ','; });
}

bool is_next_token(std::string_view text) {
  constexpr std::size_t kGroup = 16;
  return !text.empty() && text.size() % kGroup == 0 &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// Of the C locale: graphic ASCII and the blank.
bool is_printable(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// Every character but the control characters, of which tabs and the ends of lines pass.
bool is_role_arn(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\r' || c == '\n' || c == '\t';
  });
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  if (pattern == kBucketPattern) return names_a_bucket(text);
  if (pattern == kClientTokenPattern)
    return !text.empty() && text.find('$') == std::string_view::npos;
  if (pattern == kAccountIdPattern) return is_account_id(text);
  if (pattern == kCsvDelimiterPattern)
    return text.size() == 1 && std::string_view(",;:|\t ").find(text) != std::string_view::npos;
  if (pattern == kCsvHeaderPattern) return is_csv_header(text);
  if (pattern == kImportNextTokenPattern) return is_next_token(text);
  if (pattern == kPrintPattern) return is_printable(text);
  if (pattern == kRoleArnPattern) return is_role_arn(text);
  return matches_name_pattern(text);
}

}  // namespace quondam::operations
