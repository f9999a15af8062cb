#include "backup/backups.h"
#include "operations/backup_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"
#include "operations/table_size.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kBackupName{
    .kind = string, .name = "BackupName", .min = 3, .max = 255, .pattern = kNamePattern};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn, required},
    {"BackupName", &kBackupName, required},
};
constexpr Shape kRequest{.kind = structure, .name = "CreateBackupInput", .members = kMembers};

ApiResult handle(const Context& context, const Request& request) {
  // ---- what needs the table ----
  QUONDAM_ASSIGN(const catalog::TablePtr table, table_of_backups(context, request));

  // ---- the work ----
  Database& database = context.database;
  QUONDAM_ASSIGN(const Sizes sizes, measure(database.engine(), *table, timeline::Moment::now()));
  const Measured size = sizes.at(item::kTableIndex);
  const auto backup = backup::create_backup(database.catalog(), database.restores(),
                                            {.table = table,
                                             .name = std::string(*request.string("BackupName")),
                                             .now_us = database.clock().wall_us(),
                                             .bytes = size.bytes,
                                             .items = size.items},
                                            context.who());
  if (!backup) {
    if (backup.error().code == ErrorCode::not_found) return refuse(table_not_found(table->name));
    return refuse(backup.error());
  }

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("BackupDetails").begin_object();
  // It is there already; AWS answers so, and clients then ask until it is AVAILABLE.
  append_backup(json, context, **backup, "CREATING");
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace

const Operation kCreateBackup{kDynamoDb, "CreateBackup", &kRequest, Operation::Runs::on_pool,
                              handle};

}  // namespace quondam::operations
