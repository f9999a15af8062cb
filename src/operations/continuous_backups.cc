#include "operations/continuous_backups.h"

#include "base/json_writer.h"
#include "catalog/restorable_window.h"

namespace quondam::operations {

ApiResult describe_continuous_backups(const Context& context, const catalog::Table& table) {
  QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
  const auto window = catalog::restorable_window(table, safe_time);
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("ContinuousBackupsDescription").begin_object();
  json.key("ContinuousBackupsStatus").string("ENABLED");
  json.key("PointInTimeRecoveryDescription").begin_object();
  json.key("PointInTimeRecoveryStatus").string(window ? "ENABLED" : "DISABLED");
  if (window) {
    json.key("RecoveryPeriodInDays").number(table.pitr.period_days);
    json.key("EarliestRestorableDateTime").number(window->earliest_seconds());
    json.key("LatestRestorableDateTime").number(window->latest_seconds());
  }
  json.end_object();
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace quondam::operations
