// Moments as people type them: ISO 8601, seconds since the epoch, "now", "-2h30m", or the name of a
// restore point. Each is turned into one moment here, once, so that everything that a command does
// is about the same one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

struct Moment {
  Micros at_us = 0;
  // "now" was typed: the present, which also tables without recovery have.
  bool is_now = false;
  // What was typed, when it says more than the moment: "-5m", a restore point's name.
  std::string typed = {};
  // For the server: ISO 8601, to the microsecond.
  [[nodiscard]] std::string text() const;
  // For people: "2026-11-22T19:00:00Z (-5m)".
  [[nodiscard]] std::string shown() const;
};

// "5m", "2h30m", "1d": a span of time. The units d, h, m, s stand in this order, each at most once.
// Nothing for a text that is no such thing.
std::optional<Micros> parse_span(std::string_view text);

// "-5m": so much before `now_us`.
std::optional<Micros> parse_relative(std::string_view text, Micros now_us);

// Everything but the names of restore points, which only a server knows; nothing for a text that
// may be one. A moment that cannot be (`2026-13-01T00:00:00Z`) is wrong usage.
Outcome<std::optional<Moment>> parse_local_moment(std::string_view text, Micros now_us);

// The moment that a restore point names; nothing when there is none of this name.
Outcome<std::optional<Micros>> find_restore_point(Client& client, std::string_view name);

// `now_us`: when the command began.
Outcome<Moment> resolve_moment(Client& client, std::string_view text, Micros now_us);

}  // namespace quondam::ops
