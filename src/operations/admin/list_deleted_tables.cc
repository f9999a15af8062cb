#include "base/json_writer.h"
#include "base/moment_text.h"
#include "operations/admin/deleted_table.h"
#include "operations/backup_description.h"
#include "operations/common_shapes.h"
#include "operations/operation_table.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Shape kRequest{.kind = structure, .name = "ListDeletedTablesInput"};

void append(JsonWriter& json, const Context& context, const catalog::Backup& deleted) {
  const catalog::RestorableWindow window = window_of(deleted);
  json.begin_object();
  json.key("TableName").string(deleted.table.name);
  json.key("TableId").string(deleted.table.uuid);
  json.key("BackupArn").string(arn_of(context, deleted));
  json.key("Deleted").string(moment_text(deleted.created_us));
  json.key("Expires").string(moment_text(deleted.expires_us));
  json.key("EarliestRestorableTime").string(moment_text(window.earliest));
  json.key("LatestRestorableTime").string(moment_text(window.latest));
  json.end_object();
}

ApiResult handle(const Context& context, const Request& /*request*/) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("DeletedTables").begin_array();
  for (const catalog::BackupPtr& backup : context.database.catalog().backups()) {
    if (backup->type == catalog::Backup::Type::system) append(json, context, *backup);
  }
  json.end_array();
  json.end_object();
  return body;
}

}  // namespace

const Operation kListDeletedTables{kQuondam, "ListDeletedTables", &kRequest,
                                   Operation::Runs::inline_, handle};

}  // namespace quondam::operations
