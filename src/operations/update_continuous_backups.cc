#include "catalog/recovery_settings.h"
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

ApiResult handle(const Context& context, const Request& request) {
  const Fields specification = *request.structure("PointInTimeRecoverySpecification");
  const bool enabled = *specification.boolean("PointInTimeRecoveryEnabled");
  std::optional<int> period_days;
  if (const auto given = specification.integer("RecoveryPeriodInDays"))
    period_days = static_cast<int>(*given);
  if (!enabled && period_days) {
    return refuse(
        validation("Invalid Request: Cannot specify RecoveryPeriodInDays when disabling "
                   "point-in-time recovery."));
  }

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_backups(context, request));

  // ---- the work ----
  const auto updated = context.database.catalog().update(
      table->name, table->id, context.who(),
      [&](catalog::Table& changed, catalog::CommitTime now) -> Result<void> {
        catalog::set_recovery(changed, enabled, period_days, now);
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
