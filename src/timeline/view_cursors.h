// The two RowCursors behind open_rows (timeline/view.h); not for others.
#pragma once

#include "timeline/view.h"

namespace quondam::timeline {

class PresentCursor final : public RowCursor {
 public:
  PresentCursor(std::shared_ptr<const engine::Snapshot> snapshot,
                std::unique_ptr<engine::Cursor> state)
      : snapshot_(std::move(snapshot)), state_(std::move(state)) {}

  void seek_to_first() override;
  void seek_to_last() override;
  void seek(std::string_view row_bytes) override;
  void seek_for_prev(std::string_view row_bytes) override;
  void next() override;
  void prev() override;
  [[nodiscard]] bool valid() const override { return valid_; }
  [[nodiscard]] std::string_view row_bytes() const override { return state_->key(); }
  [[nodiscard]] CommitTime written_at() const override { return written_at_; }
  [[nodiscard]] std::string_view payload() const override { return payload_; }
  [[nodiscard]] Result<void> status() const override { return status_; }

 private:
  void load();

  std::shared_ptr<const engine::Snapshot> snapshot_;
  std::unique_ptr<engine::Cursor> state_;
  bool valid_ = false;
  CommitTime written_at_ = 0;
  std::string_view payload_;
  Result<void> status_;
};

// Merges the state and the history of a range. Invariant between moves, in the direction of travel:
// neither cursor has passed a row that was not yet decided.
class PastCursor final : public RowCursor {
 public:
  PastCursor(std::shared_ptr<const engine::Snapshot> snapshot,
             std::unique_ptr<engine::Cursor> state, std::unique_ptr<engine::Cursor> history,
             TableId table, CommitTime at)
      : snapshot_(std::move(snapshot)),
        state_(std::move(state)),
        history_(std::move(history)),
        table_(table),
        at_(at) {}

  void seek_to_first() override;
  void seek_to_last() override;
  void seek(std::string_view row_bytes) override;
  void seek_for_prev(std::string_view row_bytes) override;
  void next() override;
  void prev() override;
  [[nodiscard]] bool valid() const override { return valid_; }
  [[nodiscard]] std::string_view row_bytes() const override { return row_; }
  [[nodiscard]] CommitTime written_at() const override { return version_.written_at; }
  [[nodiscard]] std::string_view payload() const override { return version_.payload; }
  [[nodiscard]] Result<void> status() const override { return status_; }

 private:
  enum class Direction { forward, backward };

  // Decides rows in the direction of travel until one existed at T, or the range ends.
  void settle(Direction direction);
  // The next undecided row: the nearer of both cursors. nullopt at the end.
  std::optional<std::string> nearest(Direction direction);
  // Whether `row` existed at T; sets version_. Leaves both cursors at or beyond the row's records.
  Result<bool> decide(const std::string& row);
  // Moves both cursors off the row just decided.
  void leave(const std::string& row, Direction direction);

  std::shared_ptr<const engine::Snapshot> snapshot_;
  std::unique_ptr<engine::Cursor> state_;
  std::unique_ptr<engine::Cursor> history_;
  TableId table_;
  CommitTime at_;

  Direction direction_ = Direction::forward;
  bool valid_ = false;
  std::string row_;
  Version version_;
  Result<void> status_;
};

}  // namespace quondam::timeline
