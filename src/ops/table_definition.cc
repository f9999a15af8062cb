#include "ops/table_definition.h"

#include "base/json_writer.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

void copy(JsonWriter& json, simdjson::dom::element from, std::string_view name) {
  if (const auto member = member_of(from, name)) json.key(name).raw(simdjson::minify(*member));
}

void write_throughput(JsonWriter& json, simdjson::dom::element owner) {
  const auto throughput = member_of(owner, "ProvisionedThroughput");
  if (!throughput) return;
  json.key("ProvisionedThroughput").begin_object();
  json.key("ReadCapacityUnits").number(count_of(*throughput, "ReadCapacityUnits"));
  json.key("WriteCapacityUnits").number(count_of(*throughput, "WriteCapacityUnits"));
  json.end_object();
}

void write_indexes(JsonWriter& json, simdjson::dom::element table, std::string_view kind,
                   bool with_throughput) {
  const auto indexes = array_of(table, kind);
  if (indexes.empty()) return;
  json.key(kind).begin_array();
  for (const auto index : indexes) {
    json.begin_object();
    for (const auto* name : {"IndexName", "KeySchema", "Projection"}) copy(json, index, name);
    if (with_throughput) write_throughput(json, index);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string table_definition(simdjson::dom::element table) {
  const auto billing = member_of(table, "BillingModeSummary");
  const bool on_demand = billing && text_of(*billing, "BillingMode") == "PAY_PER_REQUEST";
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const auto* name : {"TableName", "AttributeDefinitions", "KeySchema"})
    copy(json, table, name);
  write_indexes(json, table, "LocalSecondaryIndexes", false);
  write_indexes(json, table, "GlobalSecondaryIndexes", !on_demand);
  json.key("BillingMode").string(on_demand ? "PAY_PER_REQUEST" : "PROVISIONED");
  if (!on_demand) write_throughput(json, table);
  const auto table_class = member_of(table, "TableClassSummary");
  if (table_class && !text_of(*table_class, "TableClass").empty())
    json.key("TableClass").string(text_of(*table_class, "TableClass"));
  json.end_object();
  return out;
}

}  // namespace quondam::ops
