#include "ops/recovery.h"

#include <fmt/format.h>

#include "base/moment_text.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

std::string table_request(std::string_view table) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table).end_object();
  return body;
}

}  // namespace

Recovery read_recovery(const Answer& answer) {
  Recovery recovery;
  const auto backups = member_of(answer.json(), "ContinuousBackupsDescription");
  if (!backups) return recovery;
  const auto description = member_of(*backups, "PointInTimeRecoveryDescription");
  if (!description) return recovery;
  recovery.enabled = text_of(*description, "PointInTimeRecoveryStatus") == "ENABLED";
  recovery.days = count_of(*description, "RecoveryPeriodInDays");
  recovery.earliest_us = time_of(*description, "EarliestRestorableDateTime");
  recovery.latest_us = time_of(*description, "LatestRestorableDateTime");
  return recovery;
}

Outcome<Recovery> describe_recovery(Client& client, std::string_view table) {
  QUONDAM_ASSIGN(const Answer answer,
                 client.read(kDynamoDb, "DescribeContinuousBackups", table_request(table)));
  return read_recovery(answer);
}

Outcome<Recovery> update_recovery(Client& client, std::string_view table, bool enabled,
                                  std::optional<int> days) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  json.key("PointInTimeRecoverySpecification").begin_object();
  json.key("PointInTimeRecoveryEnabled").boolean(enabled);
  if (days) json.key("RecoveryPeriodInDays").number(*days);
  json.end_object().end_object();
  // To set the same again changes nothing, so it may be sent again.
  QUONDAM_ASSIGN(const Answer answer, client.read(kDynamoDb, "UpdateContinuousBackups", body));
  const Recovery recovery = read_recovery(answer);
  if (recovery.enabled == enabled) return recovery;
  return failed(
      fmt::format("{} took UpdateContinuousBackups, and point-in-time recovery of {} is "
                  "{}",
                  client.settings().endpoint.text, table, recovery.enabled ? "still on" : "not on"),
      "An emulator may lack it.");
}

Outcome<Recovery> reopen_recovery(Client& client, std::string_view table) {
  QUONDAM_ASSIGN(const Answer answer,
                 client.write(kQuondam, "ReopenRecovery", table_request(table)));
  return read_recovery(answer);
}

std::optional<std::uint64_t> history_bytes(Client& client, std::string_view table) {
  if (client.settings().endpoint.host.ends_with(".amazonaws.com")) return std::nullopt;
  const auto answer = client.read(kQuondam, "DescribeRecoveryStorage", table_request(table));
  if (!answer || !member_of(answer->json(), "HistoryBytes")) return std::nullopt;
  return count_of(answer->json(), "HistoryBytes");
}

std::string time_text(std::optional<Micros> moment_us) {
  return moment_us ? moment_text(*moment_us) : "";
}

void write_recovery(JsonWriter& json, const Recovery& recovery) {
  if (recovery.known)
    json.key("PointInTimeRecovery").string(recovery.enabled ? "ENABLED" : "DISABLED");
  if (recovery.days > 0) json.key("RecoveryPeriodInDays").number(recovery.days);
  if (recovery.earliest_us)
    json.key("EarliestRestorableTime").string(time_text(recovery.earliest_us));
  if (recovery.latest_us) json.key("LatestRestorableTime").string(time_text(recovery.latest_us));
}

std::string recovery_json(std::string_view table, const Recovery& recovery) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("TableName").string(table);
  write_recovery(json, recovery);
  json.end_object();
  return out;
}

std::string recovery_line(std::string_view table, const Recovery& recovery) {
  if (!recovery.enabled) {
    return fmt::format("{}: point-in-time recovery is off", table);
  }
  return fmt::format("{}: point-in-time recovery is on, for {} days, from {} on", table,
                     recovery.days, time_text(recovery.earliest_us));
}

}  // namespace quondam::ops
