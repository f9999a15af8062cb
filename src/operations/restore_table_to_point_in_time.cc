#include <fmt/format.h>

#include <cmath>

#include "base/moment_text.h"
#include "catalog/restorable_window.h"
#include "operations/arn.h"
#include "operations/continuous_backups.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/restored_table.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kDate{.kind = timestamp, .name = "Date"};
constexpr Member kMembers[] = {
    {"SourceTableArn", &kPlainArn},
    {"SourceTableName", &kTableName},
    {"TargetTableName", &kTableName, required},
    {"UseLatestRestorableTime", &kBoolean},
    {"RestoreDateTime", &kDate},
    QUONDAM_OVERRIDE_MEMBERS,
};
constexpr Shape kRequest{
    .kind = structure, .name = "RestoreTableToPointInTimeInput", .members = kMembers};

ApiExpected<void> check_moment_given(const Request& request) {
  const bool latest = request.boolean("UseLatestRestorableTime").value_or(false);
  const bool moment = request.has("RestoreDateTime");
  if (latest && moment) {
    return refuse(validation(
        "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for "
        "point-in-time restore request. Please specify either RestoreDateTime time or "
        "UseLatestRestorableTime"));
  }
  if (!latest && !moment) {
    return refuse(
        validation("Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must "
                   "be specified, "
                   "but not both"));
  }
  return {};
}

// The name of the parameter that names the source.
ApiExpected<std::string_view> source_parameter(const Request& request) {
  const bool by_name = request.has("SourceTableName");
  const auto arn = request.string("SourceTableArn");
  if (by_name && arn) {
    return refuse(validation("Must provide exactly one of: sourceTableArn, sourceTableName"));
  }
  if (by_name) return "SourceTableName";
  if (!arn)
    return refuse(
        validation("The parameter 'TableName' is required but was not present in the request"));
  if (!arn->starts_with("arn:")) {
    return refuse(invalid_parameter(fmt::format("ARNs must start with 'arn:': {}", *arn)));
  }
  if (!parse_table_arn(*arn)) return refuse(validation("sourceTableArn is not a valid ARN"));
  return "SourceTableArn";
}

std::string iso_time(std::int64_t seconds) {
  return moment_text(static_cast<Micros>(seconds) * kMicrosPerSecond);
}

// What RestoreDateTime means: everything up to and including that microsecond.
catalog::CommitTime commit_time(double seconds) {
  constexpr double kLargest_seconds = 1e11;
  if (!(seconds > 0)) return 0;
  return static_cast<catalog::CommitTime>(
      std::llround(std::min(seconds, kLargest_seconds) * static_cast<double>(kMicrosPerSecond)));
}

ApiExpected<catalog::CommitTime> choose_moment(const Request& request,
                                               const catalog::RestorableWindow& window) {
  const auto given = request.timestamp("RestoreDateTime");
  if (!given) return std::max(window.latest, window.earliest);
  const catalog::CommitTime at = commit_time(*given);
  if (!window.accepts(at)) {
    return refuse(invalid_restore_time(moment_text(at), iso_time(window.earliest_seconds()),
                                       iso_time(window.latest_seconds())));
  }
  return at;
}

// AWS's order: the moment's parameters, the source, whether it has recovery on, the moment, the
// target.
ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_moment_given(request));
  QUONDAM_ASSIGN(const std::string_view parameter, source_parameter(request));
  QUONDAM_TRY(check_overrides(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr source, table_of_backups(context, request, parameter));
  QUONDAM_ASSIGN(const auto window, restorable_window(context, *source));
  if (!window) return refuse(point_in_time_recovery_unavailable(source->name));
  QUONDAM_ASSIGN(const catalog::CommitTime at, choose_moment(request, *window));
  QUONDAM_ASSIGN(catalog::Table target, plan_target(context, request, *source));
  QUONDAM_TRY(check_target_is_free(context, target.name));

  // ---- the work ----
  QUONDAM_TRY(wait_until_safe(context.database.engine(), at));
  const auto started = start_restore(context, {source, nullptr, at}, std::move(target));
  if (!started) {
    if (started.error().type.ends_with("#InvalidRestoreTimeException")) {
      // What lies at the window's very edge can have been trimmed meanwhile.
      return refuse(invalid_restore_time(moment_text(at), iso_time(window->earliest_seconds()),
                                         iso_time(window->latest_seconds())));
    }
    return refuse(started.error());
  }

  // ---- the answer ----
  return describe_table(context, **started, "TableDescription");
}

}  // namespace

const Operation kRestoreTableToPointInTime{kDynamoDb, "RestoreTableToPointInTime", &kRequest,
                                           Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
