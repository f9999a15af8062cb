#include "operations/common_shapes.h"
#include "operations/continuous_backups.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required}};
constexpr Shape kRequest{
    .kind = structure, .name = "DescribeContinuousBackupsInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_backups(context, request));

  // ---- the answer ----
  return describe_continuous_backups(context, *table);
}

}  // namespace

// On the pool: safe_time can wait for the disk.
const Operation kDescribeContinuousBackups{kDynamoDb, "DescribeContinuousBackups", &kRequest,
                                           Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
