#include "operations/consumed_capacity.h"

#include <algorithm>

namespace quondam::operations {
namespace {

constexpr std::size_t kReadUnitBytes = 4096;
constexpr std::size_t kWriteUnitBytes = 1024;

double units_of(std::size_t bytes, std::size_t unit_bytes) {
  return static_cast<double>(std::max<std::size_t>(1, (bytes + unit_bytes - 1) / unit_bytes));
}

}  // namespace

double read_units(std::size_t bytes, bool consistent) {
  return units_of(bytes, kReadUnitBytes) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes_before, std::size_t bytes_after) {
  return units_of(std::max(bytes_before, bytes_after), kWriteUnitBytes);
}

bool wants_consumed_capacity(const Request& request) {
  const auto asked = request.string("ReturnConsumedCapacity");
  return asked && *asked != "NONE";
}

void append_consumed_capacity(JsonWriter& json, const Request& request, const catalog::Table& table,
                              double units) {
  if (!wants_consumed_capacity(request)) return;
  json.key("ConsumedCapacity").begin_object();
  json.key("TableName").string(table.name);
  json.key("CapacityUnits").number(units);
  if (request.string("ReturnConsumedCapacity") == "INDEXES") {
    json.key("Table").begin_object();
    json.key("CapacityUnits").number(units);
    json.end_object();
  }
  json.end_object();
}

}  // namespace quondam::operations
