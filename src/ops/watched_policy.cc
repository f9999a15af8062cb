#include "ops/watched_policy.h"

#include <fmt/format.h>

#include <set>

#include "base/moment_text.h"

namespace quondam::ops {
namespace {

// A label's value, as Prometheus reads it.
std::string label(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void WatchedPolicy::compare(const PolicyCheck& check, Micros now_us,
                            std::vector<WatchEvent>& events) {
  const auto [found, is_new] = last_.try_emplace({check.table, check.requirement}, check);
  const bool was_met = is_new || found->second.met;
  if (was_met != check.met) {
    using Kind = WatchEvent::Kind;
    events.push_back({check.met ? Kind::resolved : Kind::alert, check, now_us});
    if (!check.met) ++alerts_;
  }
  found->second = check;
}

std::vector<WatchEvent> WatchedPolicy::take(const Outcome<std::vector<PolicyCheck>>& checks,
                                            Micros now_us) {
  std::vector<WatchEvent> events;
  PolicyCheck endpoint{"", kWantsEndpoint, checks.has_value()};
  endpoint.required = "ANSWERS";
  endpoint.found = checks ? "ANSWERS" : "FAILS";
  endpoint.says = checks ? "the endpoint answers again"
                         : fmt::format("the tables cannot be checked: {}", checks.error().message);
  compare(endpoint, now_us, events);
  if (!checks) return events;
  answered_us_ = now_us;
  std::set<Key> seen{{"", kWantsEndpoint}};
  for (const PolicyCheck& check : *checks) {
    seen.insert({check.table, check.requirement});
    compare(check, now_us, events);
  }
  // Of a table that has gone, "TableExists" tells; of recovery that was turned off, its period is
  // no longer looked at.
  std::erase_if(last_, [&](const auto& entry) { return !seen.contains(entry.first); });
  return events;
}

std::string WatchedPolicy::metrics() const {
  std::string out =
      "# HELP quondam_policy_met Whether a requirement of the policy is met.\n"
      "# TYPE quondam_policy_met gauge\n";
  for (const auto& [key, check] : last_) {
    out += fmt::format("quondam_policy_met{{table=\"{}\",requirement=\"{}\"}} {}\n",
                       label(key.first), label(key.second), check.met ? 1 : 0);
  }
  out += fmt::format(
      "# HELP quondam_policy_last_check_timestamp_seconds When the endpoint answered last.\n"
      "# TYPE quondam_policy_last_check_timestamp_seconds gauge\n"
      "quondam_policy_last_check_timestamp_seconds {}\n"
      "# HELP quondam_policy_alerts_total Requirements that were found not to be met any more.\n"
      "# TYPE quondam_policy_alerts_total counter\n"
      "quondam_policy_alerts_total {}\n",
      answered_us_ / kMicrosPerSecond, alerts_);
  return out;
}

std::string to_json(const WatchEvent& event) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("Kind").string(event.kind == WatchEvent::Kind::alert ? "ALERT" : "RESOLVED");
  json.key("Time").string(moment_text(event.at_us));
  write_check(json, event.check);
  json.end_object();
  return out;
}

}  // namespace quondam::ops
