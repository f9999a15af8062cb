// The interval (From, To] that a diff or an undo looks at.
#pragma once

#include <optional>
#include <string>

#include "ops/client.h"
#include "ops/failure.h"
#include "ops/times.h"

namespace quondam::ops {

struct Interval {
  Moment from;
  // Nothing: up to the present of the server, whose clock need not be this machine's.
  std::optional<Moment> to;

  // "after T, up to T2".
  [[nodiscard]] std::string shown() const;
};

// `to`: empty for the present. Both count from the same `now_us`.
Outcome<Interval> resolve_interval(Client& client, const std::string& from, const std::string& to,
                                   Micros now_us);

}  // namespace quondam::ops
