// What a runbook says, apart from how it is laid out: the tables as they are, and what to do in
// each case, with its commands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ops/connection_settings.h"
#include "ops/drill_log.h"
#include "ops/recovery.h"
#include "ops/resource_policy.h"
#include "ops/table_cost.h"
#include "ops/table_keys.h"
#include "ops/table_settings.h"

namespace quondam::ops {

struct TableFacts {
  TableSettings settings;
  TableFootprint footprint;
  TableKeys keys;
  // "by-total (global: total, id)".
  std::vector<std::string> indexes;
  // As CreateTable takes it.
  std::string definition;
  std::optional<Recovery> recovery;  // nothing: the endpoint does not tell
  BackupTotal backups;
  TableCost cost;
  std::optional<double> month_cost;  // nothing: the price table does not know the region
  ResourcePolicy policy;
  std::optional<Drill> last_drill;  // of the drill log of this machine
  // A name for a restored copy that no table bears.
  std::string restored_name;

  [[nodiscard]] const std::string& name() const { return settings.name; }
  [[nodiscard]] bool can_be_restored() const { return recovery && recovery->enabled; }
};

// Commands that are run together, as they stand.
struct CommandBlock {
  // What they are for; a sentence.
  std::string says;
  std::vector<std::string> lines;
};

struct ProcedurePart {
  std::string table;       // empty: for all of them
  std::string title = {};  // where there is no table; may be empty
  std::vector<std::string> notes = {};
  std::vector<CommandBlock> blocks = {};
};

struct Procedure {
  std::string id = {};  // "one-item-lost"
  std::string title = {};
  std::string when = {};
  std::string costs = {};
  std::string takes = {};
  std::string back = {};  // how to go back, where no block does
  std::vector<std::string> notes = {};
  // What whoever follows it must be allowed to do: operations, on AWS with IAM's prefix.
  std::vector<std::string> permissions = {};
  std::vector<ProcedurePart> parts = {};
};

enum class CredentialsRule { any_signature, keys_of_the_server, iam, unknown };

struct Runbook {
  Micros written_us = 0;
  ConnectionSettings connection;
  std::string profile;  // that was named; empty: none
  bool is_quondam = false;
  CredentialsRule credentials = CredentialsRule::unknown;
  std::vector<TableFacts> tables;
  // Being made or deleted just now: "orders-2 (CREATING)".
  std::vector<std::string> left_out;
  std::vector<Procedure> procedures = {};
};

// One JSON object (docs/cli.md).
std::string to_json(const Runbook& runbook);

}  // namespace quondam::ops
