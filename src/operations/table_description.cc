#include "operations/table_description.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "operations/arn.h"
#include "operations/index_definition.h"
#include "operations/stream_lookup.h"
#include "operations/table_settings.h"
#include "operations/table_size.h"
#include "operations/throughput.h"

namespace quondam::operations {
namespace {

constexpr std::string_view kActive = "ACTIVE";
constexpr std::string_view kUpdating = "UPDATING";

std::string_view shown_status(const catalog::Table& table, Shown shown) {
  switch (shown) {
    case Shown::creating:
      return "CREATING";
    case Shown::updating:
      return kUpdating;
    case Shown::deleting:
      return "DELETING";
    case Shown::as_it_is:
      break;
  }
  return status_name(table.status);
}

std::string_view name_of(catalog::Projection::Type type) {
  switch (type) {
    case catalog::Projection::Type::all:
      return "ALL";
    case catalog::Projection::Type::keys_only:
      return "KEYS_ONLY";
    case catalog::Projection::Type::include:
      return "INCLUDE";
  }
  return "";
}

void append_definitions(JsonWriter& json, const Definitions& definitions) {
  json.key("AttributeDefinitions").begin_array();
  for (const item::KeyAttribute& attribute : definitions) {
    json.begin_object();
    json.key("AttributeName").string(attribute.name);
    json.key("AttributeType").string(item::type_name(attribute.type));
    json.end_object();
  }
  json.end_array();
}

void append_size(JsonWriter& json, std::string_view bytes_member, const Sizes& sizes,
                 item::IndexNumber number) {
  const auto size = sizes.find(number);
  if (size == sizes.end()) return;
  json.key(bytes_member).number(size->second.bytes);
  json.key("ItemCount").number(size->second.items);
}

void append_index(JsonWriter& json, const catalog::Table& table, const catalog::Index& index,
                  const Sizes& sizes, std::string_view table_arn, Shown shown, Micros now_us) {
  json.begin_object();
  json.key("IndexName").string(index.name);
  append_keys(json, index.keys);
  append_projection(json, index.projection);
  if (index.kind == catalog::Index::Kind::global) {
    json.key("IndexStatus").string(shown == Shown::creating ? "CREATING" : status_name(index));
    // AWS has the member only while the index is being filled.
    if (index.status == catalog::Index::Status::creating) json.key("Backfilling").boolean(true);
    append_units(json, index.throughput, now_us);
    append_on_demand(json, index.on_demand);
    append_warm(json, warm_throughput(table.billing, index.throughput, index.warm),
                index.updating ? kUpdating : kActive);
  }
  append_size(json, "IndexSizeBytes", sizes, index.number);
  json.key("IndexArn").string(fmt::format("{}/index/{}", table_arn, index.name));
  json.end_object();
}

void append_indexes(JsonWriter& json, const catalog::Table& table, const Sizes& sizes,
                    std::string_view table_arn, Shown shown, Micros now_us) {
  for (const auto kind : {catalog::Index::Kind::local, catalog::Index::Kind::global}) {
    if (std::ranges::find(table.indexes, kind, &catalog::Index::kind) == table.indexes.end())
      continue;
    json.key(kind == catalog::Index::Kind::local ? "LocalSecondaryIndexes"
                                                 : "GlobalSecondaryIndexes")
        .begin_array();
    for (const catalog::Index& index : table.indexes) {
      if (index.kind != kind) continue;
      append_index(json, table, index, sizes, table_arn, shown, now_us);
    }
    json.end_array();
  }
}

void append_throughput(JsonWriter& json, const catalog::Table& table, Micros now_us) {
  append_units(json, table.throughput, now_us);
  append_on_demand(json, table.on_demand);
  append_warm(json, warm_throughput(table.billing, table.throughput, table.warm), kActive);
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
  const std::string source =
      table_arn(options.region, options.account_id, origin.source_table_name);
  if (!origin.backup_id.empty())
    json.key("SourceBackupArn").string(backup_arn(source, origin.backup_id));
  json.key("SourceTableArn").string(source);
  json.key("RestoreDateTime").number(to_seconds(origin.at));
  json.key("RestoreInProgress").boolean(origin.in_progress);
  json.end_object();
}

// A stream that is disabled goes on being the latest.
void append_stream(JsonWriter& json, const Context& context, const catalog::Table& table) {
  if (table.streams.empty()) return;
  const catalog::Stream& latest = table.streams.back();
  append_stream_specification(json, "StreamSpecification", table);
  json.key("LatestStreamLabel").string(stream_label(latest));
  json.key("LatestStreamArn").string(stream_arn(context, table, latest));
}

}  // namespace

std::string_view status_name(catalog::TableStatus status) {
  switch (status) {
    case catalog::TableStatus::creating:
      return "CREATING";
    case catalog::TableStatus::active:
      return kActive;
    case catalog::TableStatus::updating:
      return kUpdating;
    case catalog::TableStatus::deleting:
      return "DELETING";
  }
  return "";
}

std::string_view status_name(const catalog::Index& index) {
  switch (index.status) {
    case catalog::Index::Status::creating:
      return "CREATING";
    case catalog::Index::Status::active:
      return index.updating ? kUpdating : kActive;
    case catalog::Index::Status::deleting:
      return "DELETING";
  }
  return "";
}

void append_keys(JsonWriter& json, const item::KeySchema& keys) {
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

void append_units(JsonWriter& json, const catalog::Throughput& throughput, Micros now_us) {
  json.key("ProvisionedThroughput").begin_object();
  if (throughput.last_increase_us > 0) {
    json.key("LastIncreaseDateTime").number(to_seconds(throughput.last_increase_us));
  }
  if (throughput.last_decrease_us > 0) {
    json.key("LastDecreaseDateTime").number(to_seconds(throughput.last_decrease_us));
  }
  json.key("NumberOfDecreasesToday").number(decreases_today(throughput, now_us));
  json.key("ReadCapacityUnits").number(throughput.read_units);
  json.key("WriteCapacityUnits").number(throughput.write_units);
  json.end_object();
}

void append_projection(JsonWriter& json, const catalog::Projection& projection) {
  json.key("Projection").begin_object();
  json.key("ProjectionType").string(name_of(projection.type));
  if (!projection.non_key_attributes.empty()) {
    json.key("NonKeyAttributes").begin_array();
    for (const std::string& name : projection.non_key_attributes) json.string(name);
    json.end_array();
  }
  json.end_object();
}

void append_stream_specification(JsonWriter& json, std::string_view member,
                                 const catalog::Table& table) {
  if (!table.stream_is_enabled()) return;
  json.key(member).begin_object();
  json.key("StreamEnabled").boolean(true);
  json.key("StreamViewType").string(catalog::view_name(table.streams.back().view));
  json.end_object();
}

double to_seconds(Micros time_us) {
  constexpr double kMillisPerSecond = 1000.0;
  constexpr Micros kMicrosPerMilli = 1000;
  const Micros time_ms = time_us / kMicrosPerMilli;
  return static_cast<double>(time_ms) / kMillisPerSecond;
}

ApiResult describe_table(const Context& context, const catalog::Table& table,
                         std::string_view member, Shown shown, timeline::Moment moment) {
  const DatabaseOptions& options = context.database.options();
  // A table that has no space yet, or none any more, is empty.
  auto measured = measure(context.database.engine(), table, moment);
  const Sizes sizes = measured ? *std::move(measured) : nothing_of(table);
  const std::string arn = table_arn(options.region, options.account_id, table.name);
  const Micros now_us = context.database.clock().wall_us();
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key(member).begin_object();
  append_definitions(json, definitions_of(table));
  append_keys(json, table.keys);
  json.key("TableName").string(table.name);
  json.key("TableStatus").string(shown_status(table, shown));
  json.key("CreationDateTime").number(to_seconds(table.created_us));
  append_throughput(json, table, now_us);
  append_size(json, "TableSizeBytes", sizes, item::kTableIndex);
  json.key("TableArn").string(arn);
  json.key("TableId").string(table.uuid);
  append_indexes(json, table, sizes, arn, shown, now_us);
  append_table_class(json, table);
  append_encryption(json, table.encryption);
  append_stream(json, context, table);
  // AWS shows it while the restore lasts, and no longer.
  if (table.restored_from && table.restored_from->in_progress)
    append_restore(json, options, *table.restored_from);
  json.key("DeletionProtectionEnabled").boolean(table.deletion_protection);
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace quondam::operations
