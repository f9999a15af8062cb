#include "catalog/restorable_window.h"
#include "catalog/window_upkeep.h"
#include "operations/common_shapes.h"
#include "operations/continuous_backups.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kPeriod{.kind = integer, .name = "RecoveryPeriodInDays", .min = 1, .max = 35};
constexpr Member kSpecificationMembers[] = {
    {"PointInTimeRecoveryEnabled", &kBoolean, required},
    {"RecoveryPeriodInDays", &kPeriod},
};
constexpr Shape kSpecification{.kind = structure,
                               .name = "PointInTimeRecoverySpecification",
                               .members = kSpecificationMembers};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"PointInTimeRecoverySpecification", &kSpecification, required},
};
constexpr Shape kRequest{
    .kind = structure, .name = "UpdateContinuousBackupsInput", .members = kMembers};

// A new window begins now; recording may have gone on unseen since the last one.
void enable(catalog::PointInTimeRecovery& pitr, int period_days, catalog::CommitTime now) {
  if (pitr.enabled) {
    // A longer period does not bring back what the shorter one gave up.
    pitr.window_start = catalog::window_start(pitr, now);
  } else {
    pitr.window_start = now;
  }
  if (!pitr.recording) pitr.recording_since = now;
  pitr.enabled = true;
  pitr.recording = true;
  pitr.recording_until.reset();
  pitr.period_days = period_days;
}

// The window is gone at once; recording goes on unseen for a day, for the operator's second
// thoughts.
void disable(catalog::PointInTimeRecovery& pitr, catalog::CommitTime now) {
  if (!pitr.enabled) return;
  pitr.enabled = false;
  pitr.recording_until = now + catalog::kRecordingAfterDisable_us;
}

ApiResult handle(const Context& context, const Request& request) {
  const Fields specification = *request.structure("PointInTimeRecoverySpecification");
  const bool enabled = *specification.boolean("PointInTimeRecoveryEnabled");
  const auto period = specification.integer("RecoveryPeriodInDays");
  if (!enabled && period) {
    return refuse(
        validation("Invalid Request: Cannot specify RecoveryPeriodInDays when disabling "
                   "point-in-time recovery."));
  }
  const int period_days =
      static_cast<int>(period.value_or(catalog::PointInTimeRecovery::kDefaultPeriod_days));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_backups(context, request));

  // ---- the work ----
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime now) -> Result<void> {
        if (enabled) {
          enable(changed.pitr, period_days, now);
        } else {
          disable(changed.pitr, now);
        }
        return {};
      });
  if (!updated) {
    if (updated.error().code == ErrorCode::not_found) return refuse(table_not_found(table->name));
    return refuse(updated.error());
  }

  // ---- the answer ----
  return describe_continuous_backups(context, **updated);
}

}  // namespace

const Operation kUpdateContinuousBackups{kDynamoDb, "UpdateContinuousBackups", &kRequest,
                                         Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
