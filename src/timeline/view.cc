#include "timeline/view.h"

#include <utility>

#include "base/coding.h"
#include "timeline/view_cursors.h"

namespace quondam::timeline {

namespace {

Result<std::optional<Version>> read_present(const engine::Snapshot& snapshot, TableId table,
                                            const RowKey& row) {
  QUONDAM_ASSIGN(const auto bytes, snapshot.get(state_key(table, row)));
  if (!bytes) return std::nullopt;
  QUONDAM_ASSIGN(Version version, decode_version(*bytes));
  return version;
}

// The version that was replaced first after `at`: the one that held at `at`, if it was written by
// then.
Result<std::optional<Version>> read_first_replaced_after(const engine::Snapshot& snapshot,
                                                         TableId table, const RowKey& row,
                                                         CommitTime at) {
  const std::string prefix = history_prefix(table, row.bytes);
  engine::Range range{engine::kHistorySpace, history_key(table, row, at + 1).bytes,
                      prefix_end(prefix), row.partition};
  QUONDAM_ASSIGN(const auto bytes, snapshot.first_value(range));
  if (!bytes) return std::nullopt;
  QUONDAM_ASSIGN(Version version, decode_version(*bytes));
  return version;
}

std::optional<Version> unless_later(std::optional<Version> version, CommitTime at) {
  if (version && version->written_at > at) version.reset();
  return version;
}

}  // namespace

Result<std::optional<Version>> read_row(const engine::Snapshot& snapshot, TableId table,
                                        const RowKey& row, Moment moment) {
  QUONDAM_ASSIGN(std::optional<Version> version, read_present(snapshot, table, row));
  if (!moment.at || (version && version->written_at <= *moment.at)) return version;
  QUONDAM_ASSIGN(version, read_first_replaced_after(snapshot, table, row, *moment.at));
  return unless_later(std::move(version), *moment.at);
}

// What replaced a version is committed together with its record in the history: whoever has seen
// the former finds the latter in every snapshot that is taken later.
Result<std::optional<Version>> read_row(engine::Engine& engine, TableId table, const RowKey& row,
                                        Moment moment) {
  QUONDAM_ASSIGN(const auto bytes, engine.get(state_key(table, row)));
  std::optional<Version> version;
  if (bytes) {
    QUONDAM_ASSIGN(version, decode_version(*bytes));
  }
  if (!moment.at || (version && version->written_at <= *moment.at)) return version;
  QUONDAM_ASSIGN(version, read_first_replaced_after(*engine.snapshot(), table, row, *moment.at));
  return unless_later(std::move(version), *moment.at);
}

Result<std::optional<Version>> read_replaced(const engine::Snapshot& snapshot, TableId table,
                                             const RowKey& row, CommitTime replaced_at) {
  QUONDAM_ASSIGN(const auto bytes, snapshot.get(history_key(table, row, replaced_at)));
  if (!bytes) return std::nullopt;
  QUONDAM_ASSIGN(Version version, decode_version(*bytes));
  return version;
}

Result<std::vector<Version>> read_versions(const engine::Snapshot& snapshot, TableId table,
                                           const RowKey& row, CommitTime since) {
  QUONDAM_ASSIGN(std::optional<Version> present, read_present(snapshot, table, row));
  std::vector<Version> versions;
  engine::Range range{engine::kHistorySpace, history_key(table, row, since + 1).bytes,
                      prefix_end(history_prefix(table, row.bytes)), row.partition};
  QUONDAM_ASSIGN(const auto cursor, snapshot.cursor(range));
  for (cursor->seek_to_first(); cursor->valid(); cursor->next()) {
    QUONDAM_ASSIGN(Version version, decode_version(cursor->value()));
    versions.push_back(std::move(version));
  }
  QUONDAM_TRY(cursor->status());
  if (present) versions.push_back(*std::move(present));
  return versions;
}

Result<std::unique_ptr<RowCursor>> open_rows(std::shared_ptr<const engine::Snapshot> snapshot,
                                             TableId table, RowRange range, Moment moment) {
  const auto open_state = [&] {
    return snapshot->cursor({table, std::move(range.begin), std::move(range.end), range.partition});
  };
  if (!moment.at) {
    QUONDAM_ASSIGN(auto state, open_state());
    return std::make_unique<PresentCursor>(std::move(snapshot), std::move(state));
  }
  QUONDAM_ASSIGN(auto history,
                 snapshot->cursor(history_range(table, range.begin, range.end, range.partition)));
  QUONDAM_ASSIGN(auto state, open_state());
  return std::make_unique<PastCursor>(std::move(snapshot), std::move(state), std::move(history),
                                      table, *moment.at);
}

}  // namespace quondam::timeline
