#include "ops/drill.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "ops/command.h"
#include "ops/drill_cleanup.h"
#include "ops/drill_comparison.h"
#include "ops/drill_log.h"
#include "ops/drill_marks.h"
#include "ops/drill_records.h"
#include "ops/drill_report.h"
#include "ops/foreign_endpoint.h"
#include "ops/foreign_work.h"
#include "ops/json_fields.h"
#include "ops/recovery.h"
#include "ops/scratch_table.h"
#include "ops/table_keys.h"

namespace quondam::ops {
namespace {

struct DrillFlags {
  CommonFlags common;
  std::vector<std::string> tables;
  std::string at;
  int threads = 4;
  bool no_writes = false;
  bool yes = false;
  std::string since;
  std::string format = "markdown";
  CleanupFlags cleanup;
};

// One drill of one table, from the first question until the log.
class OneDrill {
 public:
  OneDrill(Session& session, const DrillFlags& flags, std::string table, bool quondam,
           std::optional<Moment> at)
      : session_(session), flags_(flags), quondam_(quondam), at_(std::move(at)) {
    drill_.table_name = std::move(table);
    drill_.endpoint = session.client.settings().endpoint.text;
    drill_.caller = session.client.settings().credentials->key_id();
  }

  // A failure when there was no drill: nothing is logged then.
  Outcome<Drill> run() {
    QUONDAM_TRY(describe());
    drill_.started_at = moment_text(SystemClock().wall_us());
    if (auto may = choose_moment(); !may) return end(may.error());
    if (!quondam_) {
      const auto agreed = ask_for_costs();
      if (!agreed && agreed.error().exit_code == kUsage) return tl::unexpected(agreed.error());
      if (!agreed && declined_) return tl::unexpected(agreed.error());
      if (!agreed) return end(agreed.error());
    }
    Interruption interruption;
    auto done = restore_and_compare(interruption);
    if (!done && interruption.requested()) return tl::unexpected(std::move(done).error());
    if (!done) return end(done.error());
    judge();
    return drill_;
  }

  [[nodiscard]] const std::vector<Difference>& samples() const { return samples_; }
  [[nodiscard]] const TableKeys& keys() const { return keys_; }
  // The scratch table is still there, though it was to be dropped.
  [[nodiscard]] const std::optional<Failure>& left_behind() const { return left_behind_; }

 private:
  Outcome<Drill> end(const Failure& why) {
    drill_.result = "FAILED";
    drill_.message = why.message;
    return drill_;
  }

  Outcome<void> describe() {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(drill_.table_name).end_object();
    QUONDAM_ASSIGN(const Answer answer, session_.client.read(kDynamoDb, "DescribeTable", body));
    if (const auto table = member_of(answer.json(), "Table"))
      drill_.table_arn = text_of(*table, "TableArn");
    QUONDAM_ASSIGN(keys_, read_table_keys(session_.client, drill_.table_name));
    return {};
  }

  // Restores are to whole seconds; the past view is of the same one.
  Outcome<void> choose_moment() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    while (true) {
      QUONDAM_ASSIGN(const Recovery recovery,
                     describe_recovery(session_.client, drill_.table_name));
      if (!recovery.enabled) {
        return failed("point-in-time recovery is off: there is nothing to restore",
                      "`quondam enable TABLE` turns it on, from now on.");
      }
      Moment moment = at_ ? *at_ : Moment{.at_us = recovery.latest_us.value_or(session_.began_us)};
      moment.at_us -= moment.at_us % kMicrosPerSecond;
      interval_.from = moment;
      drill_.restore_time = moment.text();
      // Recovery that was turned on within this second has no whole second yet.
      const bool too_new =
          quondam_ && !at_ && recovery.earliest_us && moment.at_us < *recovery.earliest_us;
      if (!too_new || std::chrono::steady_clock::now() > deadline) return {};
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

  Outcome<void> ask_for_costs() {
    ForeignFlags foreign;
    foreign.threads = flags_.threads;
    const Selection all;
    const ForeignWork work{drill_.table_name, interval_, all, keys_, foreign};
    QUONDAM_ASSIGN(const ForeignPlan plan, plan_foreign(session_, work));
    std::fflush(stdout);
    fmt::print(stderr, "{}", estimate_text(plan.estimate, plan.size, drill_.table_name));
    if (flags_.yes) return {};
    if (!can_ask() || session_.json)
      return wrong_usage("this costs money, and there is nobody to ask", "Say --yes.");
    if (confirm("Go on?")) return {};
    declined_ = true;
    return failed("nothing was done");
  }

  Outcome<void> restore_and_compare(Interruption& interruption) {
    using std::chrono::steady_clock;
    const auto seconds_since = [](steady_clock::time_point began) {
      return std::chrono::duration<double>(steady_clock::now() - began).count();
    };
    const auto began = steady_clock::now();
    QUONDAM_ASSIGN(ScratchTable scratch, ScratchTable::restore(session_.client, drill_.table_name,
                                                               interval_.from, drill_purpose()));
    const auto recorded =
        record_made({scratch.name(), scratch.id(), scratch.arn(), drill_.table_name, this_run()});
    if (!recorded) print_failure("drill", recorded.error());
    Progress progress;
    auto ready = scratch.wait_until_ready(session_.client, progress, interruption);
    progress.clear();
    drill_.restore_seconds = seconds_since(began);
    if (!ready && interruption.requested()) {
      // A table that is being made cannot be dropped yet; one that nothing says whose it is, only
      // by hand.
      if (!scratch.is_tagged() && !recorded) return ready;
      return failed(ready.error().message, "`quondam drill cleanup` drops it when it is ACTIVE.");
    }
    if (ready) {
      const auto compare_began = steady_clock::now();
      ready = compare(scratch.name(), interruption);
      drill_.compare_seconds = seconds_since(compare_began);
    }
    if (auto dropped = scratch.drop(session_.client); !dropped) {
      left_behind_ = std::move(dropped).error();
    } else {
      forget_made(scratch.name());
    }
    return ready;
  }

  Outcome<void> compare(const std::string& scratch, Interruption& interruption) {
    const std::string& table = drill_.table_name;
    drill_.compared_with = quondam_ ? "PAST_VIEW" : "PRESENT";
    QUONDAM_ASSIGN(
        comparison_,
        quondam_
            ? compare_with_view(session_, fmt::format("{}@{}", table, drill_.restore_time), scratch,
                                keys_, flags_.threads, interruption)
            : compare_with_present(session_, scratch, table, keys_, flags_.threads, interruption));
    drill_.items_compared = comparison_.equal;
    drill_.differences = comparison_.differences;
    samples_ = std::move(comparison_.samples);
    return {};
  }

  void judge() {
    const bool differs = drill_.differences > 0 || comparison_.at_least;
    if (quondam_ && differs) {
      drill_.message = fmt::format("{}{} between the restored table and the past",
                                   comparison_.at_least ? "at least " : "",
                                   counted(drill_.differences, "difference"));
    } else if (!quondam_ && flags_.no_writes && differs) {
      drill_.message = fmt::format("{}, though nobody has written since (--no-writes)",
                                   counted(drill_.differences, "difference"));
    } else if (!quondam_ && drill_.items_compared == 0 && comparison_.items_before > 0) {
      drill_.message = "no item is as it is in the table: nothing is proven";
    }
    drill_.result = drill_.message.empty() ? "PASSED" : "FAILED";
  }

  Session& session_;
  const DrillFlags& flags_;
  const bool quondam_;
  const std::optional<Moment> at_;
  TableKeys keys_;
  Interval interval_;
  DrillComparison comparison_;
  std::vector<Difference> samples_;
  std::optional<Failure> left_behind_;
  bool declined_ = false;
  Drill drill_;
};

std::string drill_text(const Session& session, const Drill& drill) {
  const bool passed = drill.result == "PASSED";
  std::string text = fmt::format("{}: {}", drill.table_name,
                                 session.paint(passed ? Colour::green : Colour::red, drill.result));
  if (!drill.message.empty()) text += ": " + printable(drill.message);
  text += '\n';
  if (drill.compared_with.empty()) return text;
  text += fmt::format("  restored to {} in {:.1f} s, compared in {:.1f} s\n", drill.restore_time,
                      drill.restore_seconds, drill.compare_seconds);
  if (drill.compared_with == "PAST_VIEW") {
    return text + fmt::format("  {} as the table had {} then, {}\n",
                              counted(drill.items_compared, "item is", "items are"),
                              drill.items_compared == 1 ? "it" : "them",
                              counted(drill.differences, "difference"));
  }
  text += fmt::format("  {} restored exactly as in the table now\n",
                      counted(drill.items_compared, "item was", "items were"));
  if (drill.differences > 0) {
    text += fmt::format("  {}: changed since, or lost; a comparison with the present cannot tell\n",
                        counted(drill.differences, "item is not as in the table now",
                                "items are not as in the table now"));
  }
  return text;
}

void print_drill(const Session& session, const Drill& drill, const OneDrill& one) {
  if (session.json) {
    std::string line = to_json(drill);
    line.pop_back();  // the object goes on
    line += R"(,"Samples":[)";
    for (const Difference& sample : one.samples())
      line += fmt::format("{}{}", line.back() == '[' ? "" : ",", to_json(sample));
    print(line + "]}\n");
    return;
  }
  print(drill_text(session, drill));
  const std::vector<std::string> keys = names_of(one.keys());
  for (const Difference& sample : one.samples())
    print(fmt::format("    {}\n", difference_text(session.paint, keys, sample)));
}

Outcome<int> run(const DrillFlags& flags) {
  if (flags.tables.empty()) {
    return wrong_usage("name a table to restore",
                       "quondam drill TABLE..., quondam drill report, quondam drill cleanup.");
  }
  // Rather now than after the restores.
  QUONDAM_TRY(drill_log_path());
  QUONDAM_ASSIGN(const auto session, open_session(flags.common));
  QUONDAM_ASSIGN(const bool quondam, is_quondam(session->client));
  std::optional<Moment> at;
  if (!flags.at.empty()) {
    QUONDAM_ASSIGN(at, resolve_moment(session->client, flags.at, session->began_us));
    if (at->is_now) at.reset();  // the latest that there is
  }
  bool all_passed = true;
  for (const std::string& table : flags.tables) {
    OneDrill one(*session, flags, table, quondam, at);
    auto drill = one.run();
    if (!drill) {
      Failure failure = std::move(drill).error();
      failure.message = fmt::format("{}: {}", table, failure.message);
      if (one.left_behind()) print_failure("drill", *one.left_behind());
      // Of several tables, what is wrong with one is wrong with it alone; not so when somebody
      // wants an end.
      if (flags.tables.size() == 1 || failure.type.empty())
        return tl::unexpected<Failure>(std::move(failure));
      print_failure("drill", failure);
      all_passed = false;
      continue;
    }
    print_drill(*session, *drill, one);
    if (one.left_behind()) print_failure("drill", *one.left_behind());
    all_passed = all_passed && drill->result == "PASSED" && !one.left_behind();
    QUONDAM_TRY(append_drill(*drill));
  }
  return all_passed ? kOk : kFailed;
}

Outcome<int> run_report(const DrillFlags& flags) {
  DrillReport report;
  const Micros now_us = SystemClock().wall_us();
  report.written_at = moment_text(now_us - now_us % kMicrosPerSecond);
  Micros since_us = 0;
  if (!flags.since.empty()) {
    QUONDAM_ASSIGN(auto since, parse_local_moment(flags.since, now_us));
    if (!since) {
      // Only now is a server needed: for the name of a restore point.
      QUONDAM_ASSIGN(const auto session, open_session(flags.common));
      QUONDAM_ASSIGN(since, resolve_moment(session->client, flags.since, now_us));
    }
    since_us = since->at_us;
    report.since = since->text();
  }
  QUONDAM_ASSIGN(std::vector<Drill> drills, read_drill_log());
  for (Drill& drill : drills) {
    const auto started_us = parse_moment(drill.started_at);
    if (!started_us || *started_us >= since_us) report.drills.push_back(std::move(drill));
  }
  const bool as_json = flags.common.json || flags.format == "json";
  print(as_json ? drill_report_json(report) + "\n" : drill_report_markdown(report));
  return kOk;
}

}  // namespace

void add_drill(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "drill", "Prove that tables can be restored: restore, compare, time, drop");
  command->group(kKeepingGroup);
  command->require_subcommand(0, 1);
  auto flags = std::make_shared<DrillFlags>();
  command->add_option("TABLE", flags->tables)->type_name("")->check(not_empty);
  command->add_option("--at", flags->at, "The moment; the latest that there is if it is left out")
      ->type_name("TIME")
      ->check(not_empty);
  constexpr int kMostThreads = 64;
  command->add_option("--threads", flags->threads, "So many parallel scans")
      ->type_name("N")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str();
  command
      ->add_flag("--no-writes", flags->no_writes,
                 "Nobody has written since that moment: every difference fails")
      ->group(kForeignGroup);
  command->add_flag("--yes", flags->yes, "Do it without a question about its cost")
      ->group(kForeignGroup);
  add_common(*command, flags->common);
  command->callback([command, flags, &exit_code] {
    if (command->get_subcommands().empty()) exit_code = report("drill", run(*flags));
  });

  CLI::App* reports = command->add_subcommand("report", "What the drill log proves");
  reports->add_option("--since", flags->since, "Drills that were begun at this moment, or later")
      ->type_name("TIME")
      ->check(not_empty);
  reports->add_option("--format", flags->format)
      ->type_name("NAME")
      ->check(CLI::IsMember({"markdown", "json"}))
      ->capture_default_str();
  add_common(*reports, flags->common);
  on_run(*reports, "drill report", exit_code, [flags] { return run_report(*flags); });

  CLI::App* cleans =
      command->add_subcommand("cleanup", "Drop what interrupted drills have left behind");
  cleans->add_flag("--dry-run", flags->cleanup.dry_run, "Only show what would be dropped");
  cleans
      ->add_option("--older-than", flags->cleanup.older_than,
                   "Of drills that were begun on other machines")
      ->type_name("SPAN")
      ->capture_default_str();
  add_common(*cleans, flags->common);
  on_run(*cleans, "drill cleanup", exit_code, [flags]() -> Outcome<int> {
    QUONDAM_ASSIGN(const auto session, open_session(flags->common));
    return clean_up_drills(*session, flags->cleanup);
  });
}

}  // namespace quondam::ops
