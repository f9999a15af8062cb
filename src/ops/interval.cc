#include "ops/interval.h"

#include <fmt/format.h>

namespace quondam::ops {

std::string Interval::shown() const {
  return fmt::format("after {}, up to {}", from.shown(), to ? to->shown() : "now");
}

Outcome<Interval> resolve_interval(Client& client, const std::string& from, const std::string& to,
                                   Micros now_us) {
  Interval interval;
  QUONDAM_ASSIGN(interval.from, resolve_moment(client, from, now_us));
  if (to.empty()) return interval;
  QUONDAM_ASSIGN(Moment end, resolve_moment(client, to, now_us));
  if (end.at_us < interval.from.at_us) {
    return wrong_usage(fmt::format("the interval ends at {}, before it begins at {}", end.shown(),
                                   interval.from.shown()),
                       "Exchange --from and --to.");
  }
  if (!end.is_now) interval.to = std::move(end);
  return interval;
}

}  // namespace quondam::ops
