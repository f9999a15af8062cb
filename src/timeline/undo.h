// Undoing changes in place: what becomes of a row whose changes in a span are undone. The row gets
// the value that it had before the first of them, by an ordinary new write; a row that was changed
// since by anything else is a conflict, so that nobody's later work is lost unseen.
#pragma once

#include "timeline/diff.h"

namespace quondam::timeline {

// Which changes are undone. Rewinding a table to T is undoing everything in (T, now].
struct UndoOrder {
  Span span;
  ChangeFilter filter;
  bool force = false;  // undo conflicts too
};

struct UndoStep {
  enum class Action { nothing, put, erase, conflict };

  Action action = Action::nothing;
  std::optional<Version> target;   // what the row held before; of put only
  std::optional<Version> present;  // what it holds in the snapshot
};

// `nothing` where the row already is what it was. The history from span.from on is complete and
// pinned. Who writes the step must hold the row, and see that `present` is still what it holds.
Result<UndoStep> undo_step(const engine::Engine& engine,
                           const std::shared_ptr<const engine::Snapshot>& snapshot, TableId table,
                           const RowKey& row, const UndoOrder& order);

}  // namespace quondam::timeline
