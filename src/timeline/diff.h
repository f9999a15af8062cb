// What changed between two moments: the changes in (from, to], each row once, with its values at
// both. Costs what changed, whatever the table holds, and no memory: a row is told at its last
// change of the span that counts, and whether a change is the last one is looked up in the row's
// own history.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "timeline/changes.h"
#include "timeline/view.h"

namespace quondam::timeline {

// (from, to]. `to` is at or before safe_time, and the history from `from` on is complete and pinned
// (timeline/window.h).
struct Span {
  CommitTime from = 0;
  CommitTime to = 0;
};

// Which changes count. What is empty holds for all.
struct ChangeFilter {
  std::string caller;
  std::string operation;
  RowRange rows;

  [[nodiscard]] bool by_anybody() const { return caller.empty() && operation.empty(); }
  [[nodiscard]] bool made_by(const Who& who) const {
    return (caller.empty() || caller == who.caller) &&
           (operation.empty() || operation == who.operation);
  }
};

// A row with a change that counts. Its values can be equal: then it came back to what it was.
struct Difference {
  RowKey row;
  std::optional<Version> before;  // at span.from
  std::optional<Version> after;   // at span.to
  Change last;                    // the last change that counts
};

// How far a cursor has come: behind so many changes of this time. Comes back with another cursor
// over the same span.
struct DiffPosition {
  CommitTime time = 0;
  std::uint32_t changes = 0;
};

class DiffCursor {
 public:
  static Result<DiffCursor> open(const engine::Engine& engine,
                                 std::shared_ptr<const engine::Snapshot> snapshot, TableId table,
                                 Span span, ChangeFilter filter, DiffPosition after = {});

  // The next difference; nullopt at the end.
  Result<std::optional<Difference>> next();
  // Behind the difference that next() answered last; also good when it is not needed any more.
  [[nodiscard]] DiffPosition position() const { return position_; }

 private:
  DiffCursor(const engine::Engine& engine, std::shared_ptr<const engine::Snapshot> snapshot,
             TableId table, Span span, ChangeFilter filter, ChangeCursor changes)
      : engine_(engine),
        snapshot_(std::move(snapshot)),
        table_(table),
        span_(span),
        filter_(std::move(filter)),
        changes_(std::move(changes)) {}
  Result<std::optional<Change>> next_that_counts();
  Result<bool> counts_again_later(const Change& change) const;

  const engine::Engine& engine_;
  std::shared_ptr<const engine::Snapshot> snapshot_;
  TableId table_;
  Span span_;
  ChangeFilter filter_;
  ChangeCursor changes_;
  DiffPosition position_;
};

// When the row was changed first after `after`; nullopt: it was not. One look into its history.
Result<std::optional<CommitTime>> next_change_of(const engine::Snapshot& snapshot, TableId table,
                                                 const RowKey& row, CommitTime after);

// The record of the row's change at `time`; nullopt when there is none.
Result<std::optional<Change>> change_of(const engine::Engine& engine,
                                        const std::shared_ptr<const engine::Snapshot>& snapshot,
                                        TableId table, const RowKey& row, CommitTime time);

}  // namespace quondam::timeline
