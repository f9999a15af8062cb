// What happened to a table, when, in order of time: the engine's change shards merged.
#pragma once

#include <memory>
#include <vector>

#include "timeline/record.h"

namespace quondam::timeline {

// Changes with time > `after`, in order of time, those of one commit in order of n. Bounded by the
// snapshot only: the caller compares times where it wants an end.
class ChangeCursor {
 public:
  static Result<ChangeCursor> open(const engine::Engine& engine,
                                   std::shared_ptr<const engine::Snapshot> snapshot, TableId table,
                                   CommitTime after);

  // The next change; nullopt at the end.
  Result<std::optional<Change>> next();

 private:
  struct Shard {
    std::unique_ptr<engine::Cursor> cursor;
    std::optional<Change> head;
  };

  explicit ChangeCursor(std::shared_ptr<const engine::Snapshot> snapshot)
      : snapshot_(std::move(snapshot)) {}
  static Result<void> load_head(Shard& shard);

  std::shared_ptr<const engine::Snapshot> snapshot_;
  std::vector<Shard> shards_;
};

}  // namespace quondam::timeline
