// The moments of base/sigv4.h.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/sigv4.h"

namespace quondam::sigv4 {
namespace {

// `text` matches `pattern`, in which 0 stands for a digit and ? for anything.
bool has_form(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(text, pattern, [](char c, char wanted) {
    return wanted == '?' || (wanted == '0' ? c >= '0' && c <= '9' : c == wanted);
  });
}

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

std::optional<Micros> moment_of(unsigned year, unsigned month, unsigned day, unsigned hour,
                                unsigned minute, unsigned second) {
  constexpr unsigned kFirstYear = 1970;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(month), std::chrono::day(day)};
  // A leap second is written as 60.
  if (!date.ok() || year < kFirstYear || hour > 23 || minute > 59 || second > 60)
    return std::nullopt;
  const auto since_epoch = std::chrono::sys_days(date).time_since_epoch() +
                           std::chrono::hours(hour) + std::chrono::minutes(minute) +
                           std::chrono::seconds(second);
  return static_cast<Micros>(
      std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count());
}

}  // namespace

std::string format_timestamp(Micros moment) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}",
                     fmt::gmtime(static_cast<std::time_t>(moment / kMicrosPerSecond)));
}

std::optional<Micros> parse_timestamp(std::string_view text) {
  if (!has_form(text, "00000000T000000Z")) return std::nullopt;
  return moment_of(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)),
                   number(text.substr(9, 2)), number(text.substr(11, 2)),
                   number(text.substr(13, 2)));
}

std::optional<Micros> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::string_view kForm = "???, 00 ??? 0000 00:00:00 ";
  if (text.size() <= kForm.size() || !has_form(text.substr(0, kForm.size()), kForm))
    return std::nullopt;
  const std::string_view zone = text.substr(kForm.size());
  const auto* const month = std::ranges::find(kMonths, text.substr(8, 3));
  const bool universal = zone == "GMT" || zone == "UTC" || zone == "-0000" || zone == "+0000";
  if (month == kMonths.end() || !universal) return std::nullopt;
  return moment_of(number(text.substr(12, 4)), static_cast<unsigned>(month - kMonths.begin()) + 1,
                   number(text.substr(5, 2)), number(text.substr(17, 2)),
                   number(text.substr(20, 2)), number(text.substr(23, 2)));
}

}  // namespace quondam::sigv4
