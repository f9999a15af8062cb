// What a table is now, and what protects it: what `tables` and `status` show, and policies look at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json_writer.h"
#include "ops/client.h"
#include "ops/failure.h"
#include "ops/recovery.h"

namespace quondam::ops {

struct TableState {
  std::string name;
  std::string status = {};  // "ACTIVE", "CREATING", ...
  std::string arn = {};
  std::optional<Micros> created_us = {};
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  bool is_protected = false;
  Recovery recovery = {};
};

// Nothing for a table that is not there, or is gone since it was listed.
Outcome<std::optional<TableState>> read_table_state(Client& client, const std::string& table);

// The members of a JSON object: those of write_recovery(), "TableStatus", "ItemCount",
// "TableSizeBytes", "DeletionProtectionEnabled".
void write_table_state(JsonWriter& json, const TableState& state);

// "35 days", "off", "unknown".
std::string recovery_text(const Recovery& recovery);

}  // namespace quondam::ops
