// A table as the catalog knows it: what DynamoDB's DescribeTable, DescribeTimeToLive and
// DescribeContinuousBackups show, and what a write has to know. A value; the catalog hands out
// immutable, shared ones.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// The most that on-demand billing serves in a second; nullopt: no limit. Kept and shown, not
// enforced: nothing here is throttled.
struct OnDemandLimits {
  std::optional<std::int64_t> read_units;
  std::optional<std::int64_t> write_units;

  bool operator==(const OnDemandLimits&) const = default;
};

// What a table or index was prepared to serve at once: asked for, or reached by provisioning. It
// never goes down. What is shown is at least what the billing comes with
// (operations/warm_throughput.h).
struct WarmThroughput {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
};

enum class TableClass { standard, infrequent_access };

// Changes of a setting that are counted, in a window that the first of them opens
// (operations/change_limits.h).
struct CountedChanges {
  Micros since_us = 0;
  Micros last_us = 0;
  std::int64_t count = 0;
};

// A key of the caller's account or AWS's managed one, kept and shown as it was asked for: here
// nothing is encrypted with it.
struct Encryption {
  bool enabled = false;
  std::string kms_key_arn;
};

// A resource-based policy, of a table or a stream: kept and given back, not enforced.
struct ResourcePolicy {
  std::string document;     // JSON
  std::string revision_id;  // milliseconds since the epoch
};

// What an index's entries hold beside the keys.
struct Projection {
  enum class Type { all, keys_only, include };
  Type type = Type::all;
  std::vector<std::string> non_key_attributes;  // of include
};

// A secondary index. Its entries are rows of the table's space, under its number
// (docs/formats/keys.md). Every write keeps up every index that the table's record has, from the
// record's own commit on; an index that is creating lacks the entries of older items until its
// backfill has come to them (catalog/index_builder.h).
struct Index {
  enum class Kind { local, global };
  enum class Status { creating, active, deleting };

  std::string name;
  item::IndexNumber number = 0;  // never reused in a table
  Kind kind = Kind::global;
  Status status = Status::active;
  bool updating = false;  // by UpdateTable, until the table settles; it serves as it did before
  item::KeySchema keys;
  Projection projection;
  Throughput throughput;  // of a global one, as the two below
  OnDemandLimits on_demand;
  WarmThroughput warm;
  CommitTime created = 0;  // every write since has kept it up
  // From here on its past can be read; none while it is creating.
  std::optional<CommitTime> complete_since;
};

// An index that is gone. Its entries stay, as they were, for as long as the past before it went can
// be read.
struct RetiredIndex {
  item::IndexNumber number = 0;
  CommitTime since = 0;
};

struct TimeToLive {
  bool enabled = false;
  std::string attribute;
  Micros changed_us = 0;
};

// Point-in-time recovery, and the recording that it shares with streams. While `recording`, every
// replaced value goes to the history, unbroken since `recording_since`. The window a client sees
// begins at `window_start`, or later where the period has moved on. After disabling, the window is
// gone at once; its history stays, unseen, until `reopens_until`. Recording ends at
// `recording_until`, once neither recovery nor a stream needs it (catalog/recovery_settings.h).
struct PointInTimeRecovery {
  static constexpr int kDefaultPeriod_days = 35;

  bool enabled = false;
  int period_days = kDefaultPeriod_days;
  CommitTime window_start = 0;
  bool recording = false;
  CommitTime recording_since = 0;
  std::optional<CommitTime> recording_until;
  // The window as it was before recovery was turned off, for an operator who turns it on again
  // with it: until when, and from where; also while recovery is on again with a new window.
  CommitTime reopens_until = 0;
  CommitTime reopens_from = 0;
};

// A stream of the table's changes. Its records are no rows of their own: they are read from the
// timeline (streams/stream_reader.h). It has those of the commits after `enabled_at`, up to
// `disabled_at`.
struct Stream {
  enum class View { keys_only, new_image, old_image, new_and_old_images };

  View view = View::keys_only;
  Micros label_us = 0;  // names it: whole milliseconds, no two alike in a table
  CommitTime enabled_at = 0;
  std::optional<CommitTime> disabled_at;
  std::optional<ResourcePolicy> policy = std::nullopt;
};

// As AWS's API and the stored form call the views.
[[nodiscard]] std::string_view view_name(Stream::View view);
[[nodiscard]] std::optional<Stream::View> view_named(std::string_view name);

// By key.
using Tags = std::map<std::string, std::string>;

// How a table came to be, when by restoring.
struct RestoreOrigin {
  std::string source_table_name;
  TableId source_id = 0;  // the space that is read: a table's, or a backup's
  std::string backup_id;  // empty: not from a backup
  CommitTime at = 0;
  bool in_progress = false;
};

struct Table {
  std::string name;
  TableId id = 0;    // names the state space; never reused
  std::string uuid;  // DynamoDB's TableId
  Micros created_us = 0;
  TableStatus status = TableStatus::active;
  Micros settles_us = 0;  // until then the status stays what it is (catalog/table_life.h)
  item::KeySchema keys;
  std::vector<Index> indexes;  // local ones first, each kind in the order of creation
  item::IndexNumber next_index_number = item::kTableIndex + 1;
  std::vector<RetiredIndex> retired_indexes;
  BillingMode billing = BillingMode::provisioned;
  Micros billing_changed_us = 0;  // when it last became pay_per_request; 0: never
  Throughput throughput;
  OnDemandLimits on_demand;
  WarmThroughput warm;
  TableClass table_class = TableClass::standard;
  Micros class_changed_us = 0;         // when it was last changed; 0: never
  Micros class_changed_before_us = 0;  // when it was changed before that; 0: never
  Encryption encryption;
  CountedChanges encryption_changes;
  std::optional<ResourcePolicy> policy;
  bool deletion_protection = false;
  TimeToLive ttl;
  PointInTimeRecovery pitr;
  // Oldest first; only the last one can be enabled. The last one stays after its records have gone,
  // because DescribeTable goes on naming it (catalog/stream_settings.h).
  std::vector<Stream> streams;
  Tags tags;
  std::optional<RestoreOrigin> restored_from;

  // The commit that wrote this record; not part of the stored form.
  CommitTime version = 0;

  // Whether its restore is not finished: then its space is not published.
  [[nodiscard]] bool being_restored() const { return restored_from && restored_from->in_progress; }
  // Whether a global index is being created or deleted.
  [[nodiscard]] bool index_is_changing() const;
  [[nodiscard]] bool stream_is_enabled() const;
  // Nothing waits for `settles_us` any more.
  void settle();

  // nullptr when there is none of this name.
  [[nodiscard]] const Index* find_index(std::string_view index_name) const;
  [[nodiscard]] Index* find_index(std::string_view index_name);
};

// The stored form is a JSON document (docs/formats/catalog.md).
std::string encode_table(const Table& table);
Result<Table> decode_table(std::string_view document);

}  // namespace quondam::catalog
