#include "operations/consumed_capacity.h"

#include <algorithm>

#include "catalog/index_entries.h"
#include "item/stored.h"

namespace quondam::operations {
namespace {

constexpr std::size_t kReadUnitBytes = 4096;
constexpr std::size_t kWriteUnitBytes = 1024;

double units_of(std::size_t bytes, std::size_t unit_bytes) {
  return static_cast<double>(std::max<std::size_t>(1, (bytes + unit_bytes - 1) / unit_bytes));
}

std::optional<timeline::DerivedRow> entry_of(const catalog::Table& table,
                                             const catalog::Index& index, const item::Item* item) {
  return item == nullptr ? std::nullopt : catalog::index_entry(table, index, *item);
}

Result<std::size_t> size_of(const std::optional<timeline::DerivedRow>& entry) {
  return entry ? item::stored_size_bytes(entry->payload) : 0;
}

// Of a transaction, the units' kind beside their sum.
void append_units(JsonWriter& json, double units, UnitsOf of) {
  json.key("CapacityUnits").number(units);
  if (of == UnitsOf::reading_transaction) json.key("ReadCapacityUnits").number(units);
  if (of == UnitsOf::writing_transaction) json.key("WriteCapacityUnits").number(units);
}

void append_part(JsonWriter& json, double units, UnitsOf of) {
  json.begin_object();
  append_units(json, units, of);
  json.end_object();
}

void append_index_units(JsonWriter& json, std::string_view member,
                        const std::map<std::string, double>& indexes, UnitsOf of) {
  if (indexes.empty()) return;
  json.key(member).begin_object();
  for (const auto& [name, units] : indexes) append_part(json.key(name), units, of);
  json.end_object();
}

void append_table(JsonWriter& json, const Request& request, std::string_view table,
                  const ConsumedUnits& units, UnitsOf of) {
  json.begin_object();
  json.key("TableName").string(table);
  append_units(json, units.total(), of);
  if (request.string("ReturnConsumedCapacity") == "INDEXES") {
    append_part(json.key("Table"), units.table, of);
    append_index_units(json, "LocalSecondaryIndexes", units.local_indexes, of);
    append_index_units(json, "GlobalSecondaryIndexes", units.global_indexes, of);
  }
  json.end_object();
}

}  // namespace

double ConsumedUnits::total() const {
  double sum = table;
  for (const auto* indexes : {&local_indexes, &global_indexes}) {
    for (const auto& [name, units] : *indexes) sum += units;
  }
  return sum;
}

void ConsumedUnits::add(const catalog::Index& index, double units) {
  auto& indexes = index.kind == catalog::Index::Kind::local ? local_indexes : global_indexes;
  indexes[index.name] += units;
}

void ConsumedUnits::add(const ConsumedUnits& other) {
  table += other.table;
  for (const auto& [name, units] : other.local_indexes) local_indexes[name] += units;
  for (const auto& [name, units] : other.global_indexes) global_indexes[name] += units;
}

void ConsumedUnits::multiply(double by) {
  table *= by;
  for (auto* indexes : {&local_indexes, &global_indexes}) {
    for (auto& [name, units] : *indexes) units *= by;
  }
}

double read_units(std::size_t bytes, bool consistent) {
  return units_of(bytes, kReadUnitBytes) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes_before, std::size_t bytes_after) {
  return units_of(std::max(bytes_before, bytes_after), kWriteUnitBytes);
}

Result<void> add_index_writes(ConsumedUnits& units, const catalog::Table& table,
                              const item::Item* before, const item::Item* after) {
  for (const catalog::Index& index : table.indexes) {
    const auto old_entry = entry_of(table, index, before);
    const auto new_entry = entry_of(table, index, after);
    if (old_entry == new_entry) continue;
    QUONDAM_ASSIGN(const std::size_t old_bytes, size_of(old_entry));
    QUONDAM_ASSIGN(const std::size_t new_bytes, size_of(new_entry));
    const bool moves = old_entry && new_entry && old_entry->row != new_entry->row;
    units.add(index, moves ? write_units(old_bytes, 0) + write_units(0, new_bytes)
                           : write_units(old_bytes, new_bytes));
  }
  return {};
}

bool wants_consumed_capacity(const Request& request) {
  const auto asked = request.string("ReturnConsumedCapacity");
  return asked && *asked != "NONE";
}

void append_consumed_capacity(JsonWriter& json, const Request& request,
                              const ConsumedUnits& units) {
  if (!wants_consumed_capacity(request)) return;
  append_consumed_capacity(json, request, *request.string("TableName"), units);
}

void append_consumed_capacity(JsonWriter& json, const Request& request, std::string_view table,
                              const ConsumedUnits& units) {
  if (!wants_consumed_capacity(request)) return;
  append_table(json.key("ConsumedCapacity"), request, table, units, UnitsOf::plain);
}

void append_consumed_capacities(JsonWriter& json, const Request& request,
                                const std::map<std::string, ConsumedUnits>& by_table, UnitsOf of) {
  if (!wants_consumed_capacity(request)) return;
  json.key("ConsumedCapacity").begin_array();
  for (const auto& [table, units] : by_table) append_table(json, request, table, units, of);
  json.end_array();
}

}  // namespace quondam::operations
