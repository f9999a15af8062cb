#include "timeline/diff.h"

#include "base/coding.h"

namespace quondam::timeline {

namespace {

bool contains(const RowRange& range, const RowKey& row) {
  return row.bytes >= range.begin && (range.end.empty() || row.bytes < range.end);
}

}  // namespace

Result<DiffCursor> DiffCursor::open(const engine::Engine& engine,
                                    std::shared_ptr<const engine::Snapshot> snapshot, TableId table,
                                    Span span, ChangeFilter filter, DiffPosition after) {
  // A commit's changes have one time: those of the position's own time are read again, and skipped.
  const CommitTime begin = after.time == 0 ? span.from : after.time - 1;
  QUONDAM_ASSIGN(ChangeCursor changes, ChangeCursor::open(engine, snapshot, table, begin));
  DiffCursor cursor(engine, std::move(snapshot), table, span, std::move(filter),
                    std::move(changes));
  while (cursor.position_.changes < after.changes) {
    QUONDAM_ASSIGN(const auto skipped, cursor.changes_.next());
    if (!skipped || skipped->time != after.time)
      return fail(ErrorCode::validation, "the position is not one of this span");
    cursor.position_ = {after.time, cursor.position_.changes + 1};
  }
  return cursor;
}

Result<std::optional<Difference>> DiffCursor::next() {
  while (true) {
    QUONDAM_ASSIGN(auto change, next_that_counts());
    if (!change) return std::nullopt;
    QUONDAM_ASSIGN(const bool again, counts_again_later(*change));
    if (again) continue;
    Difference difference;
    QUONDAM_ASSIGN(difference.before,
                   read_row(*snapshot_, table_, change->row, Moment::past(span_.from)));
    QUONDAM_ASSIGN(difference.after,
                   read_row(*snapshot_, table_, change->row, Moment::past(span_.to)));
    difference.row = change->row;
    difference.last = *std::move(change);
    return difference;
  }
}

Result<std::optional<Change>> DiffCursor::next_that_counts() {
  while (true) {
    QUONDAM_ASSIGN(auto change, changes_.next());
    if (!change || change->time > span_.to) return std::nullopt;
    position_ = {change->time, change->time == position_.time ? position_.changes + 1 : 1};
    if (contains(filter_.rows, change->row) && filter_.made_by(change->who)) return change;
  }
}

// Over all changes of a row that count, the looks from each to the next add up to one walk through
// its history.
Result<bool> DiffCursor::counts_again_later(const Change& change) const {
  CommitTime time = change.time;
  while (true) {
    QUONDAM_ASSIGN(const auto later, next_change_of(*snapshot_, table_, change.row, time));
    if (!later || *later > span_.to) return false;
    if (filter_.by_anybody()) return true;
    QUONDAM_ASSIGN(const auto record, change_of(engine_, snapshot_, table_, change.row, *later));
    if (record && filter_.made_by(record->who)) return true;
    time = *later;
  }
}

Result<std::optional<CommitTime>> next_change_of(const engine::Snapshot& snapshot, TableId table,
                                                 const RowKey& row, CommitTime after) {
  engine::Range range{engine::kHistorySpace, history_key(table, row, after + 1).bytes,
                      prefix_end(history_prefix(table, row.bytes)), row.partition};
  QUONDAM_ASSIGN(const auto cursor, snapshot.cursor(range));
  cursor->seek_to_first();
  if (cursor->valid()) {
    // A version begins with a change and ends with one; the first to end after `after` may have
    // begun after it too, where the row was missing before.
    QUONDAM_ASSIGN(const Version version, decode_version(cursor->value()));
    if (version.written_at > after) return version.written_at;
    const auto key = decode_history_key(cursor->key());
    if (!key) return fail(ErrorCode::corruption, "a history record has a key of no known form");
    return key->replaced_at;
  }
  QUONDAM_TRY(cursor->status());
  QUONDAM_ASSIGN(const auto present, read_row(snapshot, table, row, Moment::now()));
  if (present && present->written_at > after) return present->written_at;
  return std::nullopt;
}

Result<std::optional<Change>> change_of(const engine::Engine& engine,
                                        const std::shared_ptr<const engine::Snapshot>& snapshot,
                                        TableId table, const RowKey& row, CommitTime time) {
  const std::uint16_t shard = engine.change_shard(row.partition);
  QUONDAM_ASSIGN(const auto cursor, snapshot->cursor(change_range(table, shard, time - 1)));
  for (cursor->seek_to_first(); cursor->valid(); cursor->next()) {
    QUONDAM_ASSIGN(Change change, decode_change(cursor->key(), cursor->value()));
    if (change.time > time) return std::nullopt;
    if (change.row == row) return change;
  }
  QUONDAM_TRY(cursor->status());
  return std::nullopt;
}

}  // namespace quondam::timeline
