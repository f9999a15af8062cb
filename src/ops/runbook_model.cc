#include "ops/runbook_model.h"

#include "base/json_writer.h"
#include "base/moment_text.h"

namespace quondam::ops {
namespace {

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_recovery(JsonWriter& json, const TableFacts& table) {
  if (!table.recovery) return;
  json.key("PointInTimeRecovery").string(table.recovery->enabled ? "ENABLED" : "DISABLED");
  if (table.recovery->days > 0) json.key("RecoveryPeriodInDays").number(table.recovery->days);
  if (table.recovery->earliest_us)
    json.key("EarliestRestorableTime").string(time_text(table.recovery->earliest_us));
  if (table.recovery->latest_us)
    json.key("LatestRestorableTime").string(time_text(table.recovery->latest_us));
}

void write_policy(JsonWriter& json, const ResourcePolicy& policy) {
  if (policy.unknown) return;
  json.key("PolicyStatements").begin_array();
  for (const PolicyStatement& one : policy.statements) {
    json.begin_object().key("Sid").string(one.id).key("Effect").string(one.effect);
    json.key("Principals").string(one.principals).key("Actions").string(one.actions);
    json.key("Resources").string(one.resources).key("Condition").string(one.condition);
    json.end_object();
  }
  json.end_array();
}

void write_table(JsonWriter& json, const TableFacts& table) {
  const TableSettings& settings = table.settings;
  const auto amount = [&](std::string_view name, std::optional<double> value) {
    if (value) json.key(name).number(*value);
  };
  json.begin_object().key("TableName").string(table.name());
  json.key("TableId").string(settings.id).key("TableArn").string(settings.arn);
  json.key("TableStatus").string(settings.status);
  json.key("ItemCount").number(table.footprint.items);
  json.key("TableSizeBytes").number(table.footprint.table_bytes);
  json.key("Keys").begin_array();
  for (const KeyAttribute& key : table.keys) {
    json.begin_object().key("AttributeName").string(key.name);
    json.key("AttributeType").string(key.type).end_object();
  }
  json.end_array();
  write_texts(json, "Indexes", table.indexes);
  json.key("BillingMode").string(settings.billing_mode);
  write_recovery(json, table);
  json.key("DeletionProtectionEnabled").boolean(settings.deletion_protection);
  if (settings.ttl_attribute) json.key("TimeToLiveAttribute").string(*settings.ttl_attribute);
  json.key("StreamViewType").string(settings.stream_view);
  if (settings.tags) {
    json.key("Tags").begin_object();
    for (const auto& [key, value] : *settings.tags) json.key(key).string(value);
    json.end_object();
  }
  if (table.footprint.backups) json.key("BackupCount").number(table.backups.count);
  if (table.backups.newest_us) json.key("NewestBackup").string(time_text(table.backups.newest_us));
  if (table.last_drill) json.key("LastDrill").raw(to_json(*table.last_drill));
  amount("MonthlyCost", table.month_cost);
  amount("RestoreCost", table.cost.one_restore);
  write_policy(json, table.policy);
  json.end_object();
}

void write_procedure(JsonWriter& json, const Procedure& procedure) {
  json.begin_object().key("Id").string(procedure.id).key("Title").string(procedure.title);
  json.key("When").string(procedure.when).key("Costs").string(procedure.costs);
  json.key("Takes").string(procedure.takes).key("Back").string(procedure.back);
  write_texts(json, "Notes", procedure.notes);
  write_texts(json, "Permissions", procedure.permissions);
  json.key("Parts").begin_array();
  for (const ProcedurePart& part : procedure.parts) {
    json.begin_object().key("TableName");
    if (part.table.empty()) {
      json.null();
    } else {
      json.string(part.table);
    }
    json.key("Title").string(part.title);
    write_texts(json, "Notes", part.notes);
    json.key("Blocks").begin_array();
    for (const CommandBlock& block : part.blocks) {
      json.begin_object().key("Says").string(block.says);
      write_texts(json, "Lines", block.lines);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

std::string_view rule_text(CredentialsRule rule) {
  switch (rule) {
    case CredentialsRule::any_signature:
      return "ANY_SIGNATURE";
    case CredentialsRule::keys_of_the_server:
      return "KEYS_OF_THE_SERVER";
    case CredentialsRule::iam:
      return "IAM";
    case CredentialsRule::unknown:
      break;
  }
  return "UNKNOWN";
}

}  // namespace

std::string to_json(const Runbook& runbook) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("WrittenAt").string(moment_text(runbook.written_us));
  json.key("Endpoint").string(runbook.connection.endpoint.text);
  json.key("Region").string(runbook.connection.region);
  json.key("IsQuondam").boolean(runbook.is_quondam);
  json.key("Caller").string(runbook.connection.credentials->key_id());
  json.key("Credentials").string(rule_text(runbook.credentials));
  json.key("Tables").begin_array();
  for (const TableFacts& table : runbook.tables) write_table(json, table);
  json.end_array();
  write_texts(json, "LeftOut", runbook.left_out);
  json.key("Procedures").begin_array();
  for (const Procedure& procedure : runbook.procedures) write_procedure(json, procedure);
  json.end_array().end_object();
  return out;
}

}  // namespace quondam::ops
