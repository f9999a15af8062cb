#include "timeline/undo.h"

namespace quondam::timeline {

namespace {

// One row's changes, walked forward.
class RowChanges {
 public:
  RowChanges(const engine::Engine& engine, const std::shared_ptr<const engine::Snapshot>& snapshot,
             TableId table, const RowKey& row, const UndoOrder& order)
      : engine_(engine), snapshot_(snapshot), table_(table), row_(row), order_(order) {}

  [[nodiscard]] Result<std::optional<CommitTime>> next(CommitTime after) const {
    return next_change_of(*snapshot_, table_, row_, after);
  }

  // Whether the row's change at `time` is one to undo.
  [[nodiscard]] Result<bool> counts(CommitTime time) const {
    if (time > order_.span.to) return false;
    if (order_.filter.by_anybody()) return true;
    QUONDAM_ASSIGN(const auto change, change_of(engine_, snapshot_, table_, row_, time));
    return change && order_.filter.made_by(change->who);
  }

  // The first one to undo; nullopt when there is none.
  [[nodiscard]] Result<std::optional<CommitTime>> first() const {
    CommitTime time = order_.span.from;
    while (true) {
      QUONDAM_ASSIGN(const auto change, next(time));
      if (!change || *change > order_.span.to) return std::nullopt;
      QUONDAM_ASSIGN(const bool found, counts(*change));
      if (found) return change;
      time = *change;
    }
  }

  // Whether anything else happened to the row after `first`.
  [[nodiscard]] Result<bool> in_conflict(CommitTime first) const {
    QUONDAM_ASSIGN(const auto later, next(order_.span.to));
    if (later) return true;
    if (order_.filter.by_anybody()) return false;
    CommitTime time = first;
    while (true) {
      QUONDAM_ASSIGN(const auto change, next(time));
      if (!change) return false;
      QUONDAM_ASSIGN(const bool ours, counts(*change));
      if (!ours) return true;
      time = *change;
    }
  }

 private:
  const engine::Engine& engine_;
  const std::shared_ptr<const engine::Snapshot>& snapshot_;
  TableId table_;
  const RowKey& row_;
  const UndoOrder& order_;
};

bool same(const std::optional<Version>& one, const std::optional<Version>& other) {
  if (!one || !other) return !one && !other;
  return one->payload == other->payload;
}

}  // namespace

Result<UndoStep> undo_step(const engine::Engine& engine,
                           const std::shared_ptr<const engine::Snapshot>& snapshot, TableId table,
                           const RowKey& row, const UndoOrder& order) {
  const RowChanges changes(engine, snapshot, table, row, order);
  UndoStep step;
  QUONDAM_ASSIGN(step.present, read_row(*snapshot, table, row, Moment::now()));
  QUONDAM_ASSIGN(const auto first, changes.first());
  if (!first) return step;
  QUONDAM_ASSIGN(step.target, read_row(*snapshot, table, row, Moment::past(*first - 1)));
  if (same(step.target, step.present)) return step;
  if (!order.force) {
    QUONDAM_ASSIGN(const bool conflict, changes.in_conflict(*first));
    if (conflict) {
      step.action = UndoStep::Action::conflict;
      return step;
    }
  }
  step.action = step.target ? UndoStep::Action::put : UndoStep::Action::erase;
  return step;
}

}  // namespace quondam::timeline
