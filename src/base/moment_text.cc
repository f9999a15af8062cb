#include "base/moment_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>

namespace quondam {

namespace {

constexpr std::int64_t kSecondsPerMinute = 60;
constexpr std::int64_t kSecondsPerHour = 3600;
constexpr int kMicroDigits = 6;
// The year 9999, the last that ISO 8601 has four digits for.
constexpr std::int64_t kLatest_seconds = 253'402'300'799;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes `digits` digits off the front, which `text` must begin with.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || !std::all_of(text.begin(), text.begin() + digits, is_digit))
    return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// ".25" is 250,000; nothing is 0.
std::optional<std::int64_t> take_fraction_us(std::string_view& text) {
  if (!take(text, '.')) return 0;
  std::int64_t fraction_us = 0;
  int digits = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++digits) {
    if (digits < kMicroDigits) fraction_us = fraction_us * 10 + (text.front() - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < kMicroDigits; ++digits) fraction_us *= 10;
  return fraction_us;
}

// What the zone is ahead of UTC.
std::optional<std::int64_t> take_zone_seconds(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  const bool ahead = text.starts_with('+');
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_number(text, 2);
  take(text, ':');
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t seconds = *hours * kSecondsPerHour + *minutes * kSecondsPerMinute;
  return ahead ? seconds : -seconds;
}

std::optional<std::int64_t> take_date_and_time(std::string_view& text) {
  const auto part = [&](std::size_t digits, char before, std::int64_t least,
                        std::int64_t most) -> std::optional<int> {
    if (before != '\0' && !take(text, before)) return std::nullopt;
    const auto number = take_number(text, digits);
    if (!number || *number < least || *number > most) return std::nullopt;
    return static_cast<int>(*number);
  };
  constexpr int kFirstYear = 1970;
  const auto year = part(4, '\0', kFirstYear, 9999);
  const auto month = part(2, '-', 1, 12);
  const auto day = part(2, '-', 1, 31);
  const auto hour = part(2, 'T', 0, 23);
  const auto minute = part(2, ':', 0, 59);
  const auto second = part(2, ':', 0, 60);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  std::tm time{};
  constexpr int kTmEpochYear = 1900;
  time.tm_year = *year - kTmEpochYear;
  time.tm_mon = *month - 1;
  time.tm_mday = *day;
  time.tm_hour = *hour;
  time.tm_min = *minute;
  time.tm_sec = *second;
  const std::time_t seconds = timegm(&time);
  // A day that its month does not have has become one of the next.
  if (time.tm_mday != *day) return std::nullopt;
  return seconds;
}

std::optional<std::int64_t> take_epoch_seconds(std::string_view& text) {
  const auto digits =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  constexpr std::size_t kMostDigits = 12;
  if (digits == 0 || digits > kMostDigits) return std::nullopt;
  return take_number(text, digits);
}

std::optional<Micros> read(std::string_view text) {
  const bool iso = text.find('T') != std::string_view::npos;
  const auto seconds = iso ? take_date_and_time(text) : take_epoch_seconds(text);
  if (!seconds) return std::nullopt;
  const auto fraction_us = take_fraction_us(text);
  const auto zone_seconds = iso ? take_zone_seconds(text) : 0;
  if (!fraction_us || !zone_seconds || !text.empty()) return std::nullopt;
  const std::int64_t at_seconds = *seconds - *zone_seconds;
  if (at_seconds < 0 || at_seconds > kLatest_seconds) return std::nullopt;
  return static_cast<Micros>(at_seconds) * kMicrosPerSecond + static_cast<Micros>(*fraction_us);
}

}  // namespace

Result<Micros> parse_moment(std::string_view text) {
  if (const auto moment = read(text)) return *moment;
  return fail(
      ErrorCode::validation,
      fmt::format("'{}' is not a moment: write 2026-11-22T19:00:00Z, with an offset such as "
                  "+01:00 instead of the Z, or seconds since the epoch",
                  text));
}

std::string moment_text(Micros moment_us) {
  const auto seconds = static_cast<std::time_t>(moment_us / kMicrosPerSecond);
  const Micros rest_us = moment_us % kMicrosPerSecond;
  constexpr Micros kMicrosPerMilli = 1000;
  if (rest_us == 0) return fmt::format("{:%FT%TZ}", fmt::gmtime(seconds));
  if (rest_us % kMicrosPerMilli == 0)
    return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(seconds), rest_us / kMicrosPerMilli);
  return fmt::format("{:%FT%T}.{:06}Z", fmt::gmtime(seconds), rest_us);
}

}  // namespace quondam
