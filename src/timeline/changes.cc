#include "timeline/changes.h"

namespace quondam::timeline {

Result<ChangeCursor> ChangeCursor::open(const engine::Engine& engine,
                                        std::shared_ptr<const engine::Snapshot> snapshot,
                                        TableId table, CommitTime after) {
  ChangeCursor merged(std::move(snapshot));
  for (std::uint16_t shard = 0; shard < engine.change_shards(); ++shard) {
    QUONDAM_ASSIGN(auto cursor, merged.snapshot_->cursor(change_range(table, shard, after)));
    cursor->seek_to_first();
    Shard opened{std::move(cursor), std::nullopt};
    QUONDAM_TRY(load_head(opened));
    merged.shards_.push_back(std::move(opened));
  }
  return merged;
}

Result<void> ChangeCursor::load_head(Shard& shard) {
  shard.head.reset();
  if (!shard.cursor->valid()) return shard.cursor->status();
  QUONDAM_ASSIGN(shard.head, decode_change(shard.cursor->key(), shard.cursor->value()));
  return {};
}

Result<std::optional<Change>> ChangeCursor::next() {
  const auto order = [](const Change& change) { return std::pair(change.time, change.n); };
  Shard* earliest = nullptr;
  for (Shard& shard : shards_) {
    if (shard.head && (earliest == nullptr || order(*shard.head) < order(*earliest->head)))
      earliest = &shard;
  }
  if (earliest == nullptr) return std::nullopt;
  std::optional<Change> change = std::move(earliest->head);
  earliest->cursor->next();
  QUONDAM_TRY(load_head(*earliest));
  return change;
}

}  // namespace quondam::timeline
