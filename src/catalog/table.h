// A table as the catalog knows it: what DynamoDB's DescribeTable, DescribeTimeToLive and
// DescribeContinuousBackups show, and what a write has to know. A value; the catalog hands out
// immutable, shared ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "item/keys.h"
#include "timeline/record.h"

namespace quondam::catalog {

using timeline::CommitTime;
using timeline::TableId;

enum class TableStatus { creating, active, updating, deleting };
enum class BillingMode { pay_per_request, provisioned };

struct Throughput {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
  Micros last_increase_us = 0;
  Micros last_decrease_us = 0;
  std::int64_t decreases_today = 0;
};

struct TimeToLive {
  bool enabled = false;
  std::string attribute;
  Micros changed_us = 0;
};

// Point-in-time recovery. While `recording`, every replaced value goes to the history, unbroken
// since `recording_since`. The window a client sees begins at `window_start`, or later where the
// period has moved on. After disabling, the window is gone at once, and recording goes on unseen
// until `recording_until`.
struct PointInTimeRecovery {
  static constexpr int kDefaultPeriod_days = 35;

  bool enabled = false;
  int period_days = kDefaultPeriod_days;
  CommitTime window_start = 0;
  bool recording = false;
  CommitTime recording_since = 0;
  std::optional<CommitTime> recording_until;
};

// How a table came to be, when by restoring.
struct RestoreOrigin {
  std::string source_table_name;
  TableId source_id = 0;
  CommitTime at = 0;
  bool in_progress = false;
};

struct Table {
  std::string name;
  TableId id = 0;    // names the state space; never reused
  std::string uuid;  // DynamoDB's TableId
  Micros created_us = 0;
  TableStatus status = TableStatus::active;
  item::KeySchema keys;
  BillingMode billing = BillingMode::provisioned;
  Micros billing_changed_us = 0;  // when it last became pay_per_request; 0: never
  Throughput throughput;
  bool deletion_protection = false;
  TimeToLive ttl;
  PointInTimeRecovery pitr;
  std::optional<RestoreOrigin> restored_from;

  // The commit that wrote this record; not part of the stored form.
  CommitTime version = 0;
};

// The stored form is a JSON document (docs/formats/catalog.md).
std::string encode_table(const Table& table);
Result<Table> decode_table(std::string_view document);

// A random (version 4) UUID, as DynamoDB's TableId.
std::string new_uuid();

}  // namespace quondam::catalog
