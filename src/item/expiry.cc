#include "item/expiry.h"

#include <charconv>

#include "item/stored.h"

namespace quondam::item {

namespace {

constexpr std::int64_t kFiveYears_seconds = 5LL * 365 * 86'400;

}  // namespace

Result<bool> expired(std::string_view stored_item, const std::string& attribute, Micros now_us) {
  QUONDAM_ASSIGN(const auto value, stored_attribute(stored_item, attribute));
  const auto* number = value ? value->get_if<Number>() : nullptr;
  if (number == nullptr) return false;
  const std::string text = number->to_string();
  const char* const text_end = text.data() + text.size();
  std::int64_t expires_seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text_end, expires_seconds);
  if (error != std::errc{} || (end != text_end && *end != '.')) return false;
  const auto now_seconds = static_cast<std::int64_t>(now_us / kMicrosPerSecond);
  return expires_seconds < now_seconds && expires_seconds > now_seconds - kFiveYears_seconds;
}

}  // namespace quondam::item
