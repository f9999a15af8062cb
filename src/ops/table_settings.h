// The settings of a table that a restore does not take over, as the endpoint's describe calls have
// them, and those that it does as far as they can differ.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

struct TableSettings {
  std::string name;
  std::string arn;
  std::string id;
  std::string status;
  bool deletion_protection = false;
  std::string stream_view;   // NEW_AND_OLD_IMAGES, ...; empty: no stream
  std::string stream_arn;    // the latest
  std::string billing_mode;  // PROVISIONED, PAY_PER_REQUEST
  std::uint64_t read_units = 0;
  std::uint64_t write_units = 0;
  std::string table_class;
  std::vector<std::string> indexes;
  std::vector<std::string> replicas;  // regions

  // Nothing: the endpoint does not say.
  std::optional<std::string> ttl_attribute;  // empty: no time to live
  std::optional<std::map<std::string, std::string>> tags;
  struct Recovery {
    bool enabled = false;
    std::uint64_t days = 0;
  };
  std::optional<Recovery> recovery;

  // What the endpoint does not say, with its words.
  struct Unknown {
    std::string setting;  // "TimeToLive", "Tags", "PointInTimeRecovery"
    std::string why;
  };
  std::vector<Unknown> unknown;
};

// A failure only where there is no such table, or no answer. Calls that the endpoint does not have,
// or that this caller may not make, are `unknown`.
Outcome<TableSettings> read_table_settings(Client& client, const std::string& table);

// Whether the endpoint does not have the operation, or the caller may not use it: others go on.
bool is_lacking(const Failure& failure);

}  // namespace quondam::ops
