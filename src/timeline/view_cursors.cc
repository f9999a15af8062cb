#include "timeline/view_cursors.h"

#include "base/coding.h"

namespace quondam::timeline {

void PresentCursor::seek_to_first() {
  state_->seek_to_first();
  load();
}
void PresentCursor::seek_to_last() {
  state_->seek_to_last();
  load();
}
void PresentCursor::seek(std::string_view row_bytes) {
  state_->seek(row_bytes);
  load();
}
void PresentCursor::seek_for_prev(std::string_view row_bytes) {
  state_->seek_for_prev(row_bytes);
  load();
}
void PresentCursor::next() {
  state_->next();
  load();
}
void PresentCursor::prev() {
  state_->prev();
  load();
}

void PresentCursor::load() {
  valid_ = state_->valid();
  if (!valid_) {
    status_ = state_->status();
    return;
  }
  Decoder decoder(state_->value());
  const auto written_at = decoder.u64();
  if (!written_at) {
    valid_ = false;
    status_ = fail(ErrorCode::corruption, "a stored version is shorter than its time");
    return;
  }
  written_at_ = *written_at;
  payload_ = decoder.rest();
}

void PastCursor::seek_to_first() {
  state_->seek_to_first();
  history_->seek_to_first();
  settle(Direction::forward);
}

void PastCursor::seek_to_last() {
  state_->seek_to_last();
  history_->seek_to_last();
  settle(Direction::backward);
}

void PastCursor::seek(std::string_view row_bytes) {
  state_->seek(row_bytes);
  history_->seek(history_prefix(table_, row_bytes));
  settle(Direction::forward);
}

void PastCursor::seek_for_prev(std::string_view row_bytes) {
  state_->seek_for_prev(row_bytes);
  history_->seek_for_prev(prefix_end(history_prefix(table_, row_bytes)));
  settle(Direction::backward);
}

void PastCursor::next() {
  if (direction_ == Direction::backward) {
    state_->seek(row_);
    history_->seek(history_prefix(table_, row_));
  }
  leave(row_, Direction::forward);
  settle(Direction::forward);
}

void PastCursor::prev() {
  if (direction_ == Direction::forward) {
    state_->seek_for_prev(row_);
    history_->seek_for_prev(prefix_end(history_prefix(table_, row_)));
  }
  leave(row_, Direction::backward);
  settle(Direction::backward);
}

void PastCursor::settle(Direction direction) {
  direction_ = direction;
  valid_ = false;
  while (auto row = nearest(direction)) {
    Result<bool> existed = decide(*row);
    if (!existed) {
      status_ = tl::unexpected(std::move(existed).error());
      return;
    }
    if (*existed) {
      row_ = *std::move(row);
      valid_ = true;
      return;
    }
    leave(*row, direction);
  }
}

std::optional<std::string> PastCursor::nearest(Direction direction) {
  std::optional<std::string> row;
  if (history_->valid()) {
    auto key = decode_history_key(history_->key());
    if (!key) {
      status_ = fail(ErrorCode::corruption, "a history key is damaged");
      return std::nullopt;
    }
    row = std::move(key->row_bytes);
  } else if (auto ended = history_->status(); !ended) {
    status_ = ended;
    return std::nullopt;
  }
  if (state_->valid()) {
    const std::string_view key = state_->key();
    const bool state_is_nearer =
        !row || (direction == Direction::forward ? key < *row : key > *row);
    if (state_is_nearer) row = std::string(key);
  } else if (auto ended = state_->status(); !ended) {
    status_ = ended;
    return std::nullopt;
  }
  return row;
}

Result<bool> PastCursor::decide(const std::string& row) {
  const std::string prefix = history_prefix(table_, row);
  if (history_->valid() && history_->key().starts_with(prefix)) {
    // The row's records are in order of replaced_at: the first one after T held at T, however many
    // came before and after.
    std::string first_after = prefix;
    append_u64(first_after, at_ + 1);
    if (history_->key() < first_after || direction_ == Direction::backward)
      history_->seek(first_after);
    if (history_->valid() && history_->key().starts_with(prefix)) {
      QUONDAM_ASSIGN(version_, decode_version(history_->value()));
      return version_.written_at <= at_;
    }
    QUONDAM_TRY(history_->status());
  }
  if (state_->valid() && state_->key() == row) {
    QUONDAM_ASSIGN(version_, decode_version(state_->value()));
    return version_.written_at <= at_;
  }
  return false;
}

void PastCursor::leave(const std::string& row, Direction direction) {
  const std::string prefix = history_prefix(table_, row);
  if (direction == Direction::forward) {
    if (state_->valid() && state_->key() == row) state_->next();
    if (history_->valid() && history_->key().starts_with(prefix))
      history_->seek(prefix_end(prefix));
  } else {
    if (state_->valid() && state_->key() == row) state_->prev();
    // decide() may have left the history anywhere at or after the row's records.
    history_->seek_for_prev(prefix);
  }
}

}  // namespace quondam::timeline
