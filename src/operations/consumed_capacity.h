// ConsumedCapacity, as DynamoDB counts it (developer guide, "DynamoDB capacity unit consumption").
#pragma once

#include <map>
#include <string>

#include "base/json_writer.h"
#include "catalog/table.h"
#include "operations/request.h"

namespace quondam::operations {

// What a request has consumed of one table.
struct ConsumedUnits {
  double table = 0;
  std::map<std::string, double> local_indexes;
  std::map<std::string, double> global_indexes;

  [[nodiscard]] double total() const;
  void add(const catalog::Index& index, double units);
  void add(const ConsumedUnits& other);
  // Transactions cost twice: they prepare, then commit.
  void multiply(double by);
};

// For reading `bytes` in one go: units of 4 KB, half of them when the read need not be consistent;
// at least one unit.
double read_units(std::size_t bytes, bool consistent);

// For writing an item: units of 1 KB of the larger of what was and what is; at least one.
double write_units(std::size_t bytes_before, std::size_t bytes_after);

// For what the write of an item means to the table's indexes; null items did not, or do not, exist.
// An entry that stays as it is costs nothing, one that moves is removed and written.
Result<void> add_index_writes(ConsumedUnits& units, const catalog::Table& table,
                              const item::Item* before, const item::Item* after);

// Whether ReturnConsumedCapacity asks for it.
bool wants_consumed_capacity(const Request& request);

// Appends the member, when the request asks for it. The table is named as the request names it.
void append_consumed_capacity(JsonWriter& json, const Request& request, const ConsumedUnits& units);

// The same of an operation whose request names no table.
void append_consumed_capacity(JsonWriter& json, const Request& request, std::string_view table,
                              const ConsumedUnits& units);

// Of a batch or a transaction: one entry a table, by the name that the request has for it. A
// transaction's say which kind of units they are.
enum class UnitsOf { plain, reading_transaction, writing_transaction };
void append_consumed_capacities(JsonWriter& json, const Request& request,
                                const std::map<std::string, ConsumedUnits>& by_table, UnitsOf of);

}  // namespace quondam::operations
