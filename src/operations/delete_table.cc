#include <algorithm>

#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {{"TableName", &kTableArn, required_elsewhere}};
constexpr Shape kRequest{.kind = structure, .name = "DeleteTableInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(require_table_name(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_settings(context, request));
  const auto check = [&](const catalog::Table& present) -> Result<void> {
    backup::RestoreJobs& restores = context.database.restores();
    const bool failed_restore = present.being_restored() && !restores.works_on(present.id);
    if (present.status == catalog::TableStatus::creating && !failed_restore) {
      return fail(ErrorCode::in_use, table_being_created(present.name).message);
    }
    if (present.status == catalog::TableStatus::deleting) {
      return fail(ErrorCode::in_use, table_being_deleted(present.name).message);
    }
    if (std::ranges::find(present.indexes, catalog::Index::Status::creating,
                          &catalog::Index::status) != present.indexes.end()) {
      return fail(ErrorCode::in_use, table_being_updated(present.name).message);
    }
    if (present.deletion_protection)
      return fail(ErrorCode::validation, deletion_protected().message);
    if (restores.reads_from(present.id)) {
      return fail(ErrorCode::in_use, table_being_read(present.name).message);
    }
    return {};
  };

  // ---- the work ----
  catalog::TableLife& life = context.database.table_life();
  const Micros settles_us = life.settles_after(life.delays().table_us);
  catalog::Catalog& catalog = context.database.catalog();
  const auto going = settles_us == 0
                         ? catalog.remove(table->name, context.who(), check)
                         : catalog.update(
                               table->name, table->id, context.who(),
                               [&](catalog::Table& record, catalog::CommitTime) -> Result<void> {
                                 QUONDAM_TRY(check(record));
                                 record.status = catalog::TableStatus::deleting;
                                 record.settles_us = settles_us;
                                 return {};
                               },
                               engine::DiskUse::frees);
  if (!going) {
    if (going.error().code == ErrorCode::not_found) return refuse(resource_not_found(table->name));
    return refuse(going.error());
  }
  life.wake();

  // ---- the answer ----
  return describe_table(context, **going, "TableDescription", Shown::deleting);
}

}  // namespace

const Operation kDeleteTable{kDynamoDb, "DeleteTable", &kRequest, Operation::Runs::on_pool, handle};

}  // namespace quondam::operations
