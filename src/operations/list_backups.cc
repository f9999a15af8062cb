#include <algorithm>
#include <cmath>

#include "operations/arn.h"
#include "operations/backup_description.h"
#include "operations/backup_shapes.h"
#include "operations/operation_table.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr std::int64_t kMaxBackups = 100;
constexpr Shape kLimit{.kind = integer, .name = "BackupsInputLimit", .min = 1, .max = kMaxBackups};
constexpr Shape kLowerBound{.kind = timestamp, .name = "TimeRangeLowerBound"};
constexpr Shape kUpperBound{.kind = timestamp, .name = "TimeRangeUpperBound"};
constexpr std::string_view kTypes[] = {"USER", "SYSTEM", "AWS_BACKUP", "ALL"};
constexpr Shape kType{.kind = string, .name = "BackupTypeFilter", .values = kTypes};
constexpr Member kMembers[] = {
    {"TableName", &kTableArn},
    {"Limit", &kLimit},
    {"TimeRangeLowerBound", &kLowerBound},
    {"TimeRangeUpperBound", &kUpperBound},
    {"ExclusiveStartBackupArn", &kBackupArn},
    {"BackupType", &kType},
};
constexpr Shape kRequest{.kind = structure, .name = "ListBackupsInput", .members = kMembers};

// Which backups a request is about (API reference: ListBackups).
struct Wanted {
  std::optional<std::string> table;
  std::string_view type;
  double from_seconds = 0;
  double to_seconds = HUGE_VAL;
  std::string after;  // an id, exclusive

  [[nodiscard]] bool includes(const catalog::Backup& backup) const {
    const bool system = backup.type == catalog::Backup::Type::system;
    if (table && *table != backup.table.name) return false;
    if (type != "ALL" && type != (system ? "SYSTEM" : "USER")) return false;
    const double created_seconds =
        static_cast<double>(backup.created_us) / static_cast<double>(kMicrosPerSecond);
    return created_seconds >= from_seconds && created_seconds < to_seconds && backup.id > after;
  }
};

ApiExpected<Wanted> read_wanted(const Context& context, const Request& request) {
  Wanted wanted;
  if (request.has("TableName")) {
    QUONDAM_ASSIGN(wanted.table, table_name(context, request));
  }
  wanted.type = request.string("BackupType").value_or("USER");
  wanted.from_seconds = request.timestamp("TimeRangeLowerBound").value_or(wanted.from_seconds);
  wanted.to_seconds = request.timestamp("TimeRangeUpperBound").value_or(wanted.to_seconds);
  if (const auto start = request.string("ExclusiveStartBackupArn")) {
    const auto arn = parse_backup_arn(*start);
    if (!arn) return refuse(validation("The provided starting backup ARN is invalid"));
    wanted.after = arn->id;
  }
  return wanted;
}

void append_summary(JsonWriter& json, const Context& context, const catalog::Backup& backup) {
  const DatabaseOptions& options = context.database.options();
  json.begin_object();
  json.key("TableName").string(backup.table.name);
  json.key("TableId").string(backup.table.uuid);
  json.key("TableArn").string(table_arn(options.region, options.account_id, backup.table.name));
  append_backup(json, context, backup, backup_status(context, backup));
  json.end_object();
}

ApiResult handle(const Context& context, const Request& request) {
  // ---- the work ----
  QUONDAM_ASSIGN(const Wanted wanted, read_wanted(context, request));
  const auto limit = static_cast<std::size_t>(request.integer("Limit").value_or(kMaxBackups));
  std::vector<catalog::BackupPtr> backups = context.database.catalog().backups();
  std::erase_if(backups,
                [&](const catalog::BackupPtr& backup) { return !wanted.includes(*backup); });
  const bool more = backups.size() > limit;
  backups.resize(std::min(backups.size(), limit));

  // ---- the answer ----
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("BackupSummaries").begin_array();
  for (const catalog::BackupPtr& backup : backups) append_summary(json, context, *backup);
  json.end_array();
  if (more) json.key("LastEvaluatedBackupArn").string(arn_of(context, *backups.back()));
  json.end_object();
  return body;
}

}  // namespace

const Operation kListBackups{kDynamoDb, "ListBackups", &kRequest, Operation::Runs::inline_, handle};

}  // namespace quondam::operations
