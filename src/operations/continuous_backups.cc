#include "operations/continuous_backups.h"

#include <algorithm>

#include "base/json_writer.h"

namespace quondam::operations {

ApiExpected<std::optional<catalog::RestorableWindow>> restorable_window(
    const Context& context, const catalog::Table& table) {
  // AWS's latest time is typically five minutes ago; here it is now.
  constexpr Micros kLagOfAws_us = 300 * kMicrosPerSecond;
  QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
  auto window = catalog::restorable_window(table, safe_time);
  if (window && context.database.options().as_aws)
    window->latest = std::max(window->earliest, safe_time - kLagOfAws_us);
  return window;
}

ApiResult describe_continuous_backups(const Context& context, const catalog::Table& table) {
  QUONDAM_ASSIGN(const auto window, restorable_window(context, table));
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
