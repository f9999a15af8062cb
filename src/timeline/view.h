// Reading a table now or as it was at a time T. Everything with time <= T is in the view.
//
// The value of a row at T is the first history record of the row with replaced_at > T, if its
// written_at <= T; if there is no such record, the present value, if its written_at <= T; otherwise
// the row did not exist at T.
//
// T must be at or before the engine's safe_time, and the history from T on must be complete and
// pinned (timeline/window.h). Both are the caller's duty; a view does not check them.
#pragma once

#include <memory>

#include "timeline/record.h"

namespace quondam::timeline {

// The moment a reader looks at: now, or a time T.
struct Moment {
  std::optional<CommitTime> at;  // nullopt: the present state of the snapshot

  static Moment now() { return {}; }
  static Moment past(CommitTime time) { return {time}; }
};

Result<std::optional<Version>> read_row(const engine::Snapshot& snapshot, TableId table,
                                        const RowKey& row, Moment moment);

// As of now, without a snapshot where none is needed: for one row.
Result<std::optional<Version>> read_row(engine::Engine& engine, TableId table, const RowKey& row,
                                        Moment moment);

// The version that the commit at `replaced_at` replaced or removed; nullopt when it found none.
Result<std::optional<Version>> read_replaced(const engine::Snapshot& snapshot, TableId table,
                                             const RowKey& row, CommitTime replaced_at);

// Every version of the row that held at `since` or later, oldest first; the present one comes last.
Result<std::vector<Version>> read_versions(const engine::Snapshot& snapshot, TableId table,
                                           const RowKey& row, CommitTime since);

// Rows in [begin, end); an empty end means to the table's end.
struct RowRange {
  std::string begin;
  std::string end;
  std::optional<engine::Partition> partition;
};

// Walks the rows of a table that existed at the moment, in both directions. The views it gives stay
// valid until the next move. After a move that ends with valid() == false, status() says whether
// the range ended or reading failed.
class RowCursor {
 public:
  virtual ~RowCursor() = default;
  virtual void seek_to_first() = 0;
  virtual void seek_to_last() = 0;
  // To the first row >= `row_bytes` / the last row <= `row_bytes`.
  virtual void seek(std::string_view row_bytes) = 0;
  virtual void seek_for_prev(std::string_view row_bytes) = 0;
  virtual void next() = 0;
  virtual void prev() = 0;
  [[nodiscard]] virtual bool valid() const = 0;
  [[nodiscard]] virtual std::string_view row_bytes() const = 0;
  [[nodiscard]] virtual CommitTime written_at() const = 0;
  [[nodiscard]] virtual std::string_view payload() const = 0;
  [[nodiscard]] virtual Result<void> status() const = 0;
};

Result<std::unique_ptr<RowCursor>> open_rows(std::shared_ptr<const engine::Snapshot> snapshot,
                                             TableId table, RowRange range, Moment moment);

}  // namespace quondam::timeline
