#include "operations/table_description.h"

#include <cmath>

#include "operations/arn.h"

namespace quondam::operations {
namespace {

std::string_view status_name(catalog::TableStatus status) {
  switch (status) {
    case catalog::TableStatus::creating:
      return "CREATING";
    case catalog::TableStatus::active:
      return "ACTIVE";
    case catalog::TableStatus::updating:
      return "UPDATING";
    case catalog::TableStatus::deleting:
      return "DELETING";
  }
  return "";
}

void append_keys(JsonWriter& json, const item::KeySchema& keys) {
  json.key("AttributeDefinitions").begin_array();
  for (const auto* attributes : {&keys.partition, &keys.sort}) {
    for (const item::KeyAttribute& attribute : *attributes) {
      json.begin_object();
      json.key("AttributeName").string(attribute.name);
      json.key("AttributeType").string(item::type_name(attribute.type));
      json.end_object();
    }
  }
  json.end_array();
  json.key("KeySchema").begin_array();
  for (const auto* attributes : {&keys.partition, &keys.sort}) {
    for (const item::KeyAttribute& attribute : *attributes) {
      json.begin_object();
      json.key("AttributeName").string(attribute.name);
      json.key("KeyType").string(attributes == &keys.partition ? "HASH" : "RANGE");
      json.end_object();
    }
  }
  json.end_array();
}

void append_throughput(JsonWriter& json, const catalog::Table& table) {
  const catalog::Throughput& throughput = table.throughput;
  json.key("ProvisionedThroughput").begin_object();
  if (throughput.last_increase_us > 0) {
    json.key("LastIncreaseDateTime").number(to_seconds(throughput.last_increase_us));
  }
  if (throughput.last_decrease_us > 0) {
    json.key("LastDecreaseDateTime").number(to_seconds(throughput.last_decrease_us));
  }
  json.key("NumberOfDecreasesToday").number(throughput.decreases_today);
  json.key("ReadCapacityUnits").number(throughput.read_units);
  json.key("WriteCapacityUnits").number(throughput.write_units);
  json.end_object();
  // AWS shows the billing mode of tables that are or were on demand.
  if (table.billing_changed_us == 0) return;
  const std::string_view mode =
      table.billing == catalog::BillingMode::pay_per_request ? "PAY_PER_REQUEST" : "PROVISIONED";
  json.key("BillingModeSummary").begin_object();
  json.key("BillingMode").string(mode);
  json.key("LastUpdateToPayPerRequestDateTime").number(to_seconds(table.billing_changed_us));
  json.end_object();
  json.key("TableThroughputModeSummary").begin_object();
  json.key("TableThroughputMode").string(mode);
  json.key("LastUpdateToPayPerRequestDateTime").number(to_seconds(table.billing_changed_us));
  json.end_object();
}

void append_restore(JsonWriter& json, const DatabaseOptions& options,
                    const catalog::RestoreOrigin& origin) {
  json.key("RestoreSummary").begin_object();
  json.key("SourceTableArn")
      .string(table_arn(options.region, options.account_id, origin.source_table_name));
  json.key("RestoreDateTime").number(to_seconds(origin.at));
  json.key("RestoreInProgress").boolean(origin.in_progress);
  json.end_object();
}

}  // namespace

double to_seconds(Micros time_us) {
  constexpr double kMillisPerSecond = 1000.0;
  constexpr Micros kMicrosPerMilli = 1000;
  return static_cast<double>(time_us / kMicrosPerMilli) / kMillisPerSecond;
}

ApiResult describe_table(const Context& context, const catalog::Table& table,
                         std::string_view member, std::string_view status) {
  const DatabaseOptions& options = context.database.options();
  engine::SpaceSize size;
  if (table.status != catalog::TableStatus::creating) {
    auto measured = context.database.engine().size(table.id);
    if (measured && measured->keys > 0)
      size = *measured;  // what an empty space takes is not the table's
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key(member).begin_object();
  append_keys(json, table.keys);
  json.key("TableName").string(table.name);
  json.key("TableStatus").string(status.empty() ? status_name(table.status) : status);
  json.key("CreationDateTime").number(to_seconds(table.created_us));
  append_throughput(json, table);
  json.key("TableSizeBytes").number(size.bytes);
  json.key("ItemCount").number(size.keys);
  json.key("TableArn").string(table_arn(options.region, options.account_id, table.name));
  json.key("TableId").string(table.uuid);
  // AWS shows it while the restore lasts, and no longer.
  if (table.restored_from && table.restored_from->in_progress)
    append_restore(json, options, *table.restored_from);
  json.key("DeletionProtectionEnabled").boolean(table.deletion_protection);
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace quondam::operations
