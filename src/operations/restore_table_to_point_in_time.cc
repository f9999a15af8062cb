#include <fmt/format.h>

#include <cmath>

#include "base/moment_text.h"
#include "catalog/restorable_window.h"
#include "operations/arn.h"
#include "operations/continuous_backups.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/restored_indexes.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"
#include "operations/table_shapes.h"
#include "operations/throughput.h"
#include "operations/vector_index_shapes.h"

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
    {"BillingModeOverride", &kBillingMode},
    {"GlobalSecondaryIndexOverride", &kGlobalSecondaryIndexes},
    {"LocalSecondaryIndexOverride", &kLocalSecondaryIndexes},
    {"ProvisionedThroughputOverride", &kProvisionedThroughput},
    {"OnDemandThroughputOverride", &kOnDemandThroughput},
    {"SSESpecificationOverride", &kSseSpecification},
    {"VectorIndexOverride", &kVectorIndexes},
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

ApiExpected<void> check_overrides(const Request& request) {
  QUONDAM_TRY(refuse_unimplemented(request, {"OnDemandThroughputOverride", "VectorIndexOverride"}));
  if (const auto sse = request.structure("SSESpecificationOverride");
      sse && sse->boolean("Enabled").value_or(false)) {
    return refuse(not_implemented("SSESpecificationOverride"));
  }
  return {};
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

// What the new table takes over, and what the request overrides. Protection, TTL and recovery are
// off, as AWS has it.
ApiExpected<catalog::Table> plan_target(const Context& context, const Request& request,
                                        const catalog::Table& source) {
  catalog::Table target;
  target.name = *request.string("TargetTableName");
  target.uuid = catalog::new_uuid();
  target.created_us = context.database.clock().wall_us();
  const catalog::TableLife& life = context.database.table_life();
  target.settles_us = life.settles_after(life.delays().restore_us);
  target.keys = source.keys;
  const auto billing = read_billing(request, "BillingModeOverride");
  target.billing = billing.value_or(source.billing);
  QUONDAM_ASSIGN(const auto throughput, read_throughput(request, "ProvisionedThroughputOverride"));
  if (target.billing == catalog::BillingMode::pay_per_request) {
    if (throughput) {
      return refuse(validation(
          billing ? "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is "
                    "overridden to PAY_PER_REQUEST"
                  : "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is "
                    "PROVISIONED"));
    }
    target.billing_changed_us = target.created_us;
    QUONDAM_TRY(take_over_indexes(request, source, target));
    return target;
  }
  if (!throughput && source.billing != catalog::BillingMode::provisioned) {
    return refuse(
        validation("Invalid Request: Must override ProvisionedThroughput if BillingMode is "
                   "overridden to PROVISIONED"));
  }
  target.throughput.read_units = throughput ? throughput->read : source.throughput.read_units;
  target.throughput.write_units = throughput ? throughput->write : source.throughput.write_units;
  QUONDAM_TRY(take_over_indexes(request, source, target));
  return target;
}

ApiError target_taken(const catalog::TablePtr& existing, std::string_view name) {
  const bool being_restored =
      existing != nullptr && existing->status == catalog::TableStatus::creating;
  return being_restored ? table_being_restored(name) : table_already_exists(name);
}

// AWS's order: the moment's parameters, the source, whether it has recovery on, the moment, the
// target.
ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_moment_given(request));
  QUONDAM_ASSIGN(const std::string_view parameter, source_parameter(request));
  QUONDAM_TRY(check_overrides(request));

  // ---- what needs the table ----
  catalog::Catalog& catalog = context.database.catalog();
  QUONDAM_ASSIGN(const catalog::TablePtr source, table_of_backups(context, request, parameter));
  QUONDAM_ASSIGN(const auto window, restorable_window(context, *source));
  if (!window) return refuse(point_in_time_recovery_unavailable(source->name));
  QUONDAM_ASSIGN(const catalog::CommitTime at, choose_moment(request, *window));
  QUONDAM_ASSIGN(catalog::Table target, plan_target(context, request, *source));
  const std::string name = target.name;
  if (const catalog::TablePtr existing = catalog.find(name))
    return refuse(target_taken(existing, name));

  // ---- the work ----
  QUONDAM_TRY(wait_until_safe(context.database.engine(), at));
  const auto started =
      context.database.restores().start(source, at, std::move(target), context.who());
  if (!started) {
    if (started.error().code == ErrorCode::already_exists)
      return refuse(target_taken(catalog.find(name), name));
    if (started.error().code == ErrorCode::outside_window) {
      return refuse(invalid_restore_time(moment_text(at), iso_time(window->earliest_seconds()),
                                         iso_time(window->latest_seconds())));
    }
    return refuse(started.error());
  }

  context.database.table_life().wake();

  // ---- the answer ----
  return describe_table(context, **started, "TableDescription");
}

}  // namespace

const Operation kRestoreTableToPointInTime{kDynamoDb, "RestoreTableToPointInTime", &kRequest,
                                           Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
