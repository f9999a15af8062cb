// What the timeline stores, and under which keys (docs/formats/timeline.md).
//
//   state    row key                              -> written_at, payload        what is true now
//   history  table, row key, replaced_at          -> written_at, payload        what was true in
//   [written_at, replaced_at) changes  table, shard, time, n                -> kind, row key, who
//   what happened when
//
// A table's id is the id of its state space. State keys carry no table id, so that a clone needs no
// rewriting.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace quondam::timeline {

using engine::CommitTime;
using TableId = engine::SpaceId;

// A row's key inside its table. The partition follows from the bytes (the caller derives both from
// the same attributes).
struct RowKey {
  engine::Partition partition = 0;
  std::string bytes;

  friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

// A value and the time of the commit that wrote it.
struct Version {
  CommitTime written_at = 0;
  std::string payload;

  friend bool operator==(const Version&, const Version&) = default;
};

// A row that follows from another one, such as an entry of an index from an item.
struct DerivedRow {
  RowKey row;
  std::string payload;

  friend bool operator==(const DerivedRow&, const DerivedRow&) = default;
};

std::string encode_version(CommitTime written_at, std::string_view payload);
Result<Version> decode_version(std::string_view bytes);

engine::Key state_key(TableId table, const RowKey& row);

// History keys of one row sort by replaced_at; those of one table sort as its rows do.
engine::Key history_key(TableId table, const RowKey& row, CommitTime replaced_at);
// The part of a history key before replaced_at.
std::string history_prefix(TableId table, std::string_view row_bytes);
// Every history key of `table`; with `row_bytes_*` those of rows in [begin, end), an empty end
// being the table's end.
engine::Range history_range(TableId table, std::string_view row_bytes_begin,
                            std::string_view row_bytes_end,
                            std::optional<engine::Partition> partition);

struct HistoryKey {
  TableId table = 0;
  std::string row_bytes;
  CommitTime replaced_at = 0;
};
std::optional<HistoryKey> decode_history_key(std::string_view bytes);

enum class ChangeKind : std::uint8_t { inserted = 1, replaced = 2, removed = 3 };

// Who made a change: an access key id or a service ("dynamodb.amazonaws.com" for TTL), and the
// operation's name.
struct Who {
  std::string caller;
  std::string operation;

  friend bool operator==(const Who&, const Who&) = default;
};

struct Change {
  CommitTime time = 0;
  std::uint32_t n = 0;  // tells apart the changes of one commit
  ChangeKind kind = ChangeKind::inserted;
  RowKey row;
  Who who;

  friend bool operator==(const Change&, const Change&) = default;
};

engine::Key change_key(TableId table, std::uint16_t shard, CommitTime time, std::uint32_t n,
                       engine::Partition partition);
// The changes of one shard with time > `after`.
engine::Range change_range(TableId table, std::uint16_t shard, CommitTime after);
std::string encode_change(const Change& change);
// `key` and `value` as found in the changes space.
Result<Change> decode_change(std::string_view key, std::string_view value);

struct ChangeKey {
  TableId table = 0;
  CommitTime time = 0;
  std::uint32_t n = 0;
};
std::optional<ChangeKey> decode_change_key(std::string_view bytes);

}  // namespace quondam::timeline
