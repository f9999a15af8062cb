#include "ops/foreign_work.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <vector>

#include "base/json_writer.h"
#include "base/moment_text.h"
#include "ops/foreign_comparison.h"
#include "ops/interruption.h"
#include "ops/json_fields.h"
#include "ops/recovery.h"
#include "ops/scratch_table.h"

namespace quondam::ops {
namespace {

constexpr int kMostThreads = 64;

Moment whole_second(Moment moment) {
  moment.at_us -= moment.at_us % kMicrosPerSecond;
  return moment;
}

Outcome<void> check_window(Client& client, const ForeignWork& work, const Interval& interval) {
  QUONDAM_ASSIGN(const Recovery recovery, describe_recovery(client, work.table));
  if (!recovery.enabled) {
    return failed(fmt::format("point-in-time recovery is off for {}: its past is gone", work.table),
                  "`quondam enable TABLE` turns it on, from now on.");
  }
  const auto check = [&](const Moment& moment) -> Outcome<void> {
    // An endpoint whose moments have fractions takes whole seconds all the same.
    const bool early =
        recovery.earliest_us && moment.at_us + kMicrosPerSecond <= *recovery.earliest_us;
    const bool late = recovery.latest_us && moment.at_us > *recovery.latest_us;
    if (!early && !late) return {};
    return failed(
        fmt::format("{} cannot be restored to {}: from {} to {} it can", work.table, moment.shown(),
                    time_text(recovery.earliest_us), time_text(recovery.latest_us)),
        late ? "AWS's latest is about five minutes ago. Leave --to out for the present; "
               "what changed in the last minutes takes waiting."
             : "");
  };
  QUONDAM_TRY(check(interval.from));
  if (interval.to) QUONDAM_TRY(check(*interval.to));
  return {};
}

Outcome<ForeignSize> read_size(Client& client, const std::string& table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "DescribeTable", body));
  ForeignSize size;
  const auto description = member_of(answer.json(), "Table");
  if (!description) return size;
  size.items = count_of(*description, "ItemCount");
  size.bytes = count_of(*description, "TableSizeBytes");
  const auto billing = member_of(*description, "BillingModeSummary");
  size.provisioned = !billing || text_of(*billing, "BillingMode") != "PAY_PER_REQUEST";
  return size;
}

// The restores of one comparison; none is left behind unsaid.
class ScratchTables {
 public:
  ScratchTables(Session& session, std::string_view name, bool keep)
      : session_(session), name_(name), keep_(keep) {}
  ScratchTables(const ScratchTables&) = delete;
  ScratchTables& operator=(const ScratchTables&) = delete;

  ~ScratchTables() {
    for (ScratchTable& table : tables_) {
      if (keep_) {
        print_failure(name_, Failure(kOk, fmt::format("{} is kept (--keep-scratch)", table.name()),
                                     fmt::format("Drop it: aws dynamodb delete-table --table-name "
                                                 "{}",
                                                 table.name())));
      } else if (const auto dropped = table.drop(session_.client); !dropped) {
        print_failure(name_, dropped.error());
      }
    }
  }

  // Begins all, then waits for all: they are restored side by side.
  Outcome<void> make(const std::string& source, const std::vector<Moment>& moments,
                     Interruption& interruption) {
    for (const Moment& moment : moments) {
      QUONDAM_ASSIGN(ScratchTable table, ScratchTable::restore(session_.client, source, moment));
      tables_.push_back(std::move(table));
    }
    Progress progress;
    for (ScratchTable& table : tables_) {
      if (auto ready = table.wait_until_ready(session_.client, progress, interruption); !ready) {
        if (interruption.requested()) forget_all_but_the_message();
        return ready;
      }
    }
    return {};
  }

  [[nodiscard]] const std::string& name(std::size_t n) const { return tables_.at(n).name(); }

 private:
  // A table that is being made cannot be dropped yet.
  void forget_all_but_the_message() {
    for (const ScratchTable& table : tables_) {
      print_failure(name_, Failure(kFailed, fmt::format("{} is left behind", table.name()),
                                   fmt::format("Drop it: aws dynamodb delete-table --table-name {}",
                                               table.name())));
    }
    tables_.clear();
  }

  Session& session_;
  std::string_view name_;
  bool keep_;
  std::vector<ScratchTable> tables_;
};

}  // namespace

void add_foreign_flags(CLI::App& command, ForeignFlags& flags) {
  command
      .add_flag("--keep-scratch", flags.keep_scratch, "Do not drop the scratch tables at the end")
      ->group(kForeignGroup);
  command.add_option("--threads", flags.threads, "So many parallel scans")
      ->type_name("N")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str()
      ->group(kForeignGroup);
}

Interval whole_seconds(const Interval& interval) {
  Interval whole = interval;
  whole.from = whole_second(whole.from);
  if (whole.to) whole.to = whole_second(*whole.to);
  return whole;
}

Outcome<ForeignPlan> plan_foreign(Session& session, const ForeignWork& work) {
  if (!work.selection.caller.empty() || !work.selection.operation.empty()) {
    return wrong_usage("this endpoint does not record who changed an item, or how",
                       "Only a Quondam does: leave --caller and --operation out.");
  }
  if (!work.selection.key.empty() && !work.selection.key_condition.empty())
    return wrong_usage("--key names one item already", "Leave --key-condition out.");
  const Interval interval = whole_seconds(work.interval);
  QUONDAM_TRY(check_window(session.client, work, interval));
  ForeignPlan plan;
  QUONDAM_ASSIGN(plan.size, read_size(session.client, work.table));
  const bool reads_all = work.selection.key.empty() && work.selection.key_condition.empty();
  plan.estimate = estimate_foreign(plan.size, interval.to ? 2 : 1, reads_all, work.flags.threads);
  return plan;
}

Outcome<void> compare_foreign(Session& session, const ForeignWork& work, std::string_view name,
                              const std::function<Outcome<void>(const Difference&)>& tell) {
  QUONDAM_ASSIGN(const ForeignPlan plan, plan_foreign(session, work));
  std::fflush(stdout);
  fmt::print(stderr, "{}", estimate_text(plan.estimate, plan.size, work.table));
  if (!work.flags.yes) {
    if (!can_ask() || session.json)
      return wrong_usage("this costs money, and there is nobody to ask", "Say --yes.");
    if (!confirm("Go on?")) return failed("nothing was done");
  }
  const Interval interval = whole_seconds(work.interval);
  std::vector<Moment> moments{interval.from};
  if (interval.to) moments.push_back(*interval.to);
  Interruption interruption;
  ScratchTables scratch(session, name, work.flags.keep_scratch);
  QUONDAM_TRY(scratch.make(work.table, moments, interruption));
  const ComparedTable before{scratch.name(0), false};
  const ComparedTable after =
      interval.to ? ComparedTable{scratch.name(1), false} : ComparedTable{work.table, true};
  QUONDAM_TRY(compare_tables(session, before, after, work.selection, work.keys, work.flags.threads,
                             interruption, tell));
  return {};
}

}  // namespace quondam::ops
