#include "ops/watch.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "base/moment_text.h"
#include "ops/command.h"
#include "ops/command_text.h"
#include "ops/durable_file.h"
#include "ops/interruption.h"
#include "ops/policy.h"
#include "ops/policy_check.h"
#include "ops/policy_flag.h"
#include "ops/times.h"
#include "ops/url.h"
#include "ops/watched_policy.h"
#include "ops/webhook.h"

namespace quondam::ops {
namespace {

struct WatchFlags {
  CommonFlags common;
  std::string policy = kDefaultPolicy;
  std::string every = "1m";
  std::uint64_t checks = 0;
  bool exit_on_alert = false;
  std::string webhook;
  std::string metrics_file;
};

// What is still to be said to the webhook: a server that is down hears of it later.
constexpr std::size_t kMostPending = 1000;

std::string event_text(const WatchEvent& event) {
  const bool alert = event.kind == WatchEvent::Kind::alert;
  return fmt::format("{}{}{}: {}", alert ? "ALERT " : "resolved ", printable(event.check.table),
                     event.check.table.empty() ? "endpoint" : "", printable(event.check.says));
}

class Watch {
 public:
  Watch(Session& session, const WatchFlags& flags, const Policy& policy)
      : session_(session), flags_(flags), policy_(policy) {}

  // One check, and whether something has become worse.
  bool once() {
    const Micros now_us = SystemClock().wall_us();
    const auto events = watched_.take(check_endpoint(session_.client, policy_, now_us), now_us);
    bool alert = false;
    for (const WatchEvent& event : events) {
      say(event);
      alert |= event.kind == WatchEvent::Kind::alert;
      if (!flags_.webhook.empty()) pending_.push_back(event);
    }
    if (!flags_.metrics_file.empty()) {
      const auto written = write_durably(flags_.metrics_file, watched_.metrics());
      if (!written) print_failure("watch", written.error());
    }
    tell_webhook();
    return alert;
  }

 private:
  void say(const WatchEvent& event) const {
    if (session_.json) {
      print(to_json(event) + "\n");
    } else {
      const bool alert = event.kind == WatchEvent::Kind::alert;
      print(fmt::format("{} {}\n", moment_text(event.at_us),
                        session_.paint(alert ? Colour::red : Colour::green, event_text(event))));
      if (alert && !event.check.remedy.empty())
        print(fmt::format("  {}\n", quondam_command(event.check.remedy, flags_.common.connection)));
    }
    // Whoever reads it through a pipe is to know it now.
    std::fflush(stdout);
  }

  void tell_webhook() {
    if (pending_.empty()) return;
    std::string text = "quondam watch:";
    std::string events;
    JsonWriter list(events);
    list.begin_array();
    for (const WatchEvent& event : pending_) {
      text += "\n" + event_text(event);
      list.raw(to_json(event));
    }
    list.end_array();
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("text").string(text);
    json.key("Endpoint").string(session_.client.settings().endpoint.text);
    json.key("Events").raw(events).end_object();
    const auto told = post_json(flags_.webhook, body);
    if (told) {
      pending_.clear();
      return;
    }
    Failure failure = told.error();
    failure.what_next = "It is told again with the next check.";
    print_failure("watch", failure);
    if (pending_.size() > kMostPending)
      pending_.erase(pending_.begin(), pending_.end() - kMostPending);
  }

  Session& session_;
  const WatchFlags& flags_;
  const Policy& policy_;
  WatchedPolicy watched_;
  std::vector<WatchEvent> pending_;
};

Outcome<std::chrono::microseconds> read_every(const std::string& text) {
  const auto span_us = parse_span(text);
  if (!span_us || *span_us == 0 || *span_us > kMicrosPerDay) {
    return wrong_usage(fmt::format("'{}' is no span of time between two checks", text),
                       "Write --every 30s, 5m, 1h: at most 1d.");
  }
  return std::chrono::microseconds(*span_us);
}

Outcome<int> run(const WatchFlags& flags) {
  QUONDAM_ASSIGN(const auto every, read_every(flags.every));
  QUONDAM_ASSIGN(const Policy policy, read_policy(flags.policy));
  // Now, and not when the first alarm is to be told.
  if (!flags.webhook.empty() && !split_url(flags.webhook)) {
    return wrong_usage(fmt::format("'{}' is not a URL of http or https", flags.webhook),
                       "Write --webhook https://...");
  }
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  Watch watch(*session, flags, policy);
  Interruption interruption;
  for (std::uint64_t done = 1;; ++done) {
    const bool alert = watch.once();
    if (alert && flags.exit_on_alert) return kFailed;
    if (done == flags.checks || interruption.requested_within(every)) return kOk;
  }
}

}  // namespace

void add_watch(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("watch", "Raise an alarm when tables lose what a policy wants of them");
  command->group(kKeepingGroup);
  auto flags = std::make_shared<WatchFlags>();
  add_policy_flag(*command, flags->policy);
  command->add_option("--every", flags->every, "How long from check to check")
      ->type_name("SPAN")
      ->capture_default_str();
  command->add_option("--checks", flags->checks, "End after so many; 0: go on until it is ended")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("--exit-on-alert", flags->exit_on_alert,
                    "End with 1 as soon as something is not, or no longer, as it must be");
  command
      ->add_option("--webhook", flags->webhook,
                   "POST each change there, as JSON that chat services show, too")
      ->type_name("URL")
      ->envname("QUONDAM_WEBHOOK")
      ->check(not_empty);
  command
      ->add_option("--metrics-file", flags->metrics_file,
                   "Keep this file up to date for Prometheus' textfile collector (*.prom)")
      ->type_name("FILE")
      ->check(not_empty);
  add_common(*command, flags->common);
  on_run(*command, "watch", exit_code, [flags] { return run(*flags); });
}

}  // namespace quondam::ops
