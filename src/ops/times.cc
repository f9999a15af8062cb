#include "ops/times.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

struct Unit {
  char letter;
  Micros us;
};

constexpr Unit kUnits[] = {{'d', kMicrosPerDay},
                           {'h', 3600 * kMicrosPerSecond},
                           {'m', 60 * kMicrosPerSecond},
                           {'s', kMicrosPerSecond}};

constexpr std::string_view kForms =
    "Write 2026-11-22T19:00:00Z, seconds since the epoch, -5m, now, or the name of a restore point "
    "(`quondam points`).";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What a restore point can be called (docs/admin-api.md).
bool can_be_name(std::string_view text) {
  constexpr std::size_t kMostLetters = 255;
  return !text.empty() && text.size() <= kMostLetters && !is_digit(text.front()) &&
         text.front() != '-' && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
                  c == '.' || c == '-';
         });
}

}  // namespace

std::string Moment::text() const {
  return moment_text(at_us);
}

std::string Moment::shown() const {
  return typed.empty() ? text() : fmt::format("{} ({})", text(), typed);
}

std::optional<Micros> parse_span(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Micros span_us = 0;
  const Unit* next_unit = std::begin(kUnits);
  while (!text.empty()) {
    // Ten digits are three centuries of seconds; no product below can overflow.
    constexpr std::ptrdiff_t kMostDigits = 10;
    Micros count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || read.ptr - text.data() > kMostDigits) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (text.empty()) return std::nullopt;
    const Unit* unit = std::find_if(next_unit, std::end(kUnits),
                                    [&](const Unit& one) { return one.letter == text.front(); });
    if (unit == std::end(kUnits)) return std::nullopt;
    text.remove_prefix(1);
    span_us += count * unit->us;
    next_unit = unit + 1;
  }
  return span_us;
}

std::optional<Micros> parse_relative(std::string_view text, Micros now_us) {
  if (!text.starts_with('-')) return std::nullopt;
  const auto span_us = parse_span(text.substr(1));
  if (!span_us || *span_us > now_us) return std::nullopt;
  return now_us - *span_us;
}

Outcome<std::optional<Moment>> parse_local_moment(std::string_view text, Micros now_us) {
  if (text == "now") return Moment{.at_us = now_us, .is_now = true, .typed = "now"};
  if (const auto at_us = parse_relative(text, now_us))
    return Moment{.at_us = *at_us, .typed = std::string(text)};
  if (const auto parsed = parse_moment(text)) return Moment{.at_us = *parsed};
  if (can_be_name(text)) return std::nullopt;
  return wrong_usage(fmt::format("'{}' is not a moment", text), std::string(kForms));
}

Outcome<std::optional<Micros>> find_restore_point(Client& client, std::string_view name) {
  std::string token;
  do {
    std::string body;
    JsonWriter json(body);
    json.begin_object();
    if (!token.empty()) json.key("NextToken").string(token);
    json.end_object();
    const auto answer = client.read(kQuondam, "ListRestorePoints", body);
    // A server without restore points has none of this name either.
    if (!answer && answer.error().type == "UnknownOperationException") break;
    if (!answer) return tl::unexpected(answer.error());
    for (const auto point : array_of(answer->json(), "RestorePoints")) {
      if (text_of(point, "Name") != name) continue;
      QUONDAM_ASSIGN(const Micros at_us, parse_moment(text_of(point, "Time")));
      return at_us;
    }
    token = text_of(answer->json(), "NextToken");
  } while (!token.empty());
  return std::nullopt;
}

Outcome<Moment> resolve_moment(Client& client, std::string_view text, Micros now_us) {
  QUONDAM_ASSIGN(auto local, parse_local_moment(text, now_us));
  if (local) return *std::move(local);
  QUONDAM_ASSIGN(const auto at_us, find_restore_point(client, text));
  if (at_us) return Moment{.at_us = *at_us, .typed = std::string(text)};
  return failed(fmt::format("there is no restore point '{}', and it is no moment", text),
                std::string(kForms));
}

}  // namespace quondam::ops
