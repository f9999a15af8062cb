// What `watch` remembers from check to check: which requirements are not met, since when, and what
// of it is new.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "ops/failure.h"
#include "ops/policy_check.h"

namespace quondam::ops {

// The name of what is wanted of the endpoint itself: that it answers.
inline constexpr char kWantsEndpoint[] = "Endpoint";

struct WatchEvent {
  enum class Kind { alert, resolved };
  Kind kind = Kind::alert;
  PolicyCheck check;
  Micros at_us = 0;
};

class WatchedPolicy {
 public:
  // What has changed with this check, or with its failure: an endpoint that cannot be asked is an
  // alert of its own, and leaves the others as they were. The first check alerts all that is not
  // met.
  std::vector<WatchEvent> take(const Outcome<std::vector<PolicyCheck>>& checks, Micros now_us);

  // In Prometheus' text format, for the textfile collector of its node exporter: of each
  // requirement whether it is met, when it was looked last, and how many alerts there have been.
  [[nodiscard]] std::string metrics() const;

 private:
  using Key = std::pair<std::string, std::string>;  // table and requirement
  void compare(const PolicyCheck& check, Micros now_us, std::vector<WatchEvent>& events);

  std::map<Key, PolicyCheck> last_;
  Micros answered_us_ = 0;
  std::uint64_t alerts_ = 0;
};

// One JSON object: "Kind" (ALERT, RESOLVED), "Time", and the members of the check.
std::string to_json(const WatchEvent& event);

}  // namespace quondam::ops
