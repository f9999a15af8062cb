// A table's point-in-time recovery, as DynamoDB describes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_writer.h"
#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

struct Recovery {
  // Not where the endpoint has no word for it, or does not tell this caller.
  bool known = true;
  bool enabled = false;
  std::uint64_t days = 0;
  // Of whole seconds, as DynamoDB's API has them.
  std::optional<Micros> earliest_us;
  std::optional<Micros> latest_us;
};

// Of an answer with a ContinuousBackupsDescription.
Recovery read_recovery(const Answer& answer);

Outcome<Recovery> describe_recovery(Client& client, std::string_view table);
Outcome<Recovery> update_recovery(Client& client, std::string_view table, bool enabled,
                                  std::optional<int> days);
// Quondam's own: the window of before, within 24 hours of turning it off.
Outcome<Recovery> reopen_recovery(Client& client, std::string_view table);

// Quondam's own: what the table's past takes on the server's disk. Nothing where the endpoint does
// not tell; AWS is not asked.
std::optional<std::uint64_t> history_bytes(Client& client, std::string_view table);

// "2026-11-22T19:00:00Z"; empty for nothing.
std::string time_text(std::optional<Micros> moment_us);

// Members of a JSON object, what there is of: "PointInTimeRecovery", "RecoveryPeriodInDays",
// "EarliestRestorableTime", "LatestRestorableTime".
void write_recovery(JsonWriter& json, const Recovery& recovery);
// An object of "TableName" and those, or a line for people.
std::string recovery_json(std::string_view table, const Recovery& recovery);
std::string recovery_line(std::string_view table, const Recovery& recovery);

}  // namespace quondam::ops
