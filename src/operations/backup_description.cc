#include "operations/backup_description.h"

#include <algorithm>

#include "operations/arn.h"
#include "operations/table_description.h"
#include "operations/table_settings.h"
#include "operations/table_size.h"

namespace quondam::operations {
namespace {

using catalog::Backup;

std::string table_arn_of(const Context& context, const Backup& backup) {
  const DatabaseOptions& options = context.database.options();
  return table_arn(options.region, options.account_id, backup.table.name);
}

// Of a deleted table nobody had counted: its space is what it was.
Measured size_of(const Context& context, const Backup& backup) {
  if (backup.type == Backup::Type::user) return {.items = backup.items, .bytes = backup.bytes};
  const auto sizes = measure(context.database.engine(), backup.table, timeline::Moment::now());
  return sizes ? sizes->at(item::kTableIndex) : Measured();
}

void append_source(JsonWriter& json, const Context& context, const Backup& backup) {
  const Measured size = size_of(context, backup);
  const catalog::Table& table = backup.table;
  json.key("SourceTableDetails").begin_object();
  json.key("TableName").string(table.name);
  json.key("TableId").string(table.uuid);
  json.key("TableArn").string(table_arn_of(context, backup));
  json.key("TableSizeBytes").number(size.bytes);
  append_keys(json, table.keys);
  json.key("TableCreationDateTime").number(to_seconds(table.created_us));
  append_units(json, table.throughput, context.database.clock().wall_us());
  json.key("ItemCount").number(size.items);
  json.key("BillingMode")
      .string(table.billing == catalog::BillingMode::pay_per_request ? "PAY_PER_REQUEST"
                                                                     : "PROVISIONED");
  append_on_demand(json, table.on_demand);
  json.end_object();
}

void append_indexes(JsonWriter& json, const catalog::Table& table, catalog::Index::Kind kind,
                    std::string_view member, Micros now_us) {
  if (std::ranges::find(table.indexes, kind, &catalog::Index::kind) == table.indexes.end()) return;
  json.key(member).begin_array();
  for (const catalog::Index& index : table.indexes) {
    if (index.kind != kind) continue;
    json.begin_object();
    json.key("IndexName").string(index.name);
    append_keys(json, index.keys);
    append_projection(json, index.projection);
    if (kind == catalog::Index::Kind::global) append_units(json, index.throughput, now_us);
    json.end_object();
  }
  json.end_array();
}

void append_features(JsonWriter& json, const catalog::Table& table, Micros now_us) {
  json.key("SourceTableFeatureDetails").begin_object();
  append_encryption(json, table.encryption);
  append_indexes(json, table, catalog::Index::Kind::local, "LocalSecondaryIndexes", now_us);
  append_indexes(json, table, catalog::Index::Kind::global, "GlobalSecondaryIndexes", now_us);
  append_stream_specification(json, "StreamDescription", table);
  if (table.ttl.enabled) {
    json.key("TimeToLiveDescription").begin_object();
    json.key("TimeToLiveStatus").string("ENABLED");
    json.key("AttributeName").string(table.ttl.attribute);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

ApiExpected<catalog::BackupPtr> backup_of(const Context& context, const Request& request) {
  const std::string_view given = *request.string("BackupArn");
  const auto arn = parse_backup_arn(given);
  const DatabaseOptions& options = context.database.options();
  if (!arn || arn->table.region != options.region || arn->table.account_id != options.account_id)
    return refuse(backup_not_found(given));
  catalog::BackupPtr backup = context.database.catalog().find_backup(arn->id);
  if (backup == nullptr || backup->table.name != arn->table.table)
    return refuse(backup_not_found(given));
  return backup;
}

std::string_view backup_status(const Context& context, const Backup& backup) {
  const Micros shown_us = backup.created_us + context.database.table_life().delays().backup_us;
  return context.database.clock().wall_us() < shown_us ? "CREATING" : "AVAILABLE";
}

std::string arn_of(const Context& context, const Backup& backup) {
  return backup_arn(table_arn_of(context, backup), backup.id);
}

void append_backup(JsonWriter& json, const Context& context, const Backup& backup,
                   std::string_view status) {
  json.key("BackupArn").string(arn_of(context, backup));
  json.key("BackupName").string(backup.name);
  json.key("BackupSizeBytes").number(size_of(context, backup).bytes);
  json.key("BackupStatus").string(status);
  json.key("BackupType").string(backup.type == Backup::Type::system ? "SYSTEM" : "USER");
  json.key("BackupCreationDateTime").number(to_seconds(backup.created_us));
  if (backup.expires_us != 0)
    json.key("BackupExpiryDateTime").number(to_seconds(backup.expires_us));
}

std::string describe_backup(const Context& context, const Backup& backup, std::string_view status) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("BackupDescription").begin_object();
  json.key("BackupDetails").begin_object();
  append_backup(json, context, backup, status);
  json.end_object();
  append_source(json, context, backup);
  append_features(json, backup.table, context.database.clock().wall_us());
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace quondam::operations
