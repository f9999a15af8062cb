#include "catalog/recovery_settings.h"
#include "operations/common_shapes.h"
#include "operations/continuous_backups.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required}};
constexpr Shape kRequest{.kind = structure, .name = "ReopenRecoveryInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_backups(context, request));
  QUONDAM_ASSIGN(
      const catalog::TablePtr reopened,
      context.database.catalog().update(table->name, table->id, context.who(),
                                        [](catalog::Table& record, catalog::CommitTime now) {
                                          return catalog::reopen_recovery(record, now);
                                        }));
  return describe_continuous_backups(context, *reopened);
}

}  // namespace

const Operation kReopenRecovery{kQuondam, "ReopenRecovery", &kRequest, Operation::Runs::on_pool,
                                handle};

}  // namespace quondam::operations
