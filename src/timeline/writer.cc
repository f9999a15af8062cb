#include "timeline/writer.h"

#include <algorithm>

namespace quondam::timeline {

Writer::Writer(const engine::Engine& engine, engine::Transaction& transaction, Who who)
    : engine_(engine), transaction_(transaction), who_(std::move(who)) {}

Result<std::optional<Version>> Writer::read(TableId table, const RowKey& row) {
  QUONDAM_ASSIGN(const auto bytes, transaction_.get(state_key(table, row)));
  if (!bytes) return std::nullopt;
  QUONDAM_ASSIGN(Version version, decode_version(*bytes));
  return version;
}

void Writer::put(TableId table, bool recording, const RowKey& row,
                 const std::optional<Version>& previous, std::string_view payload) {
  transaction_.put(state_key(table, row), encode_version(time(), payload));
  if (recording)
    record(table, row, previous, previous ? ChangeKind::replaced : ChangeKind::inserted);
}

void Writer::erase(TableId table, bool recording, const RowKey& row, const Version& previous) {
  transaction_.erase(state_key(table, row));
  if (recording) record(table, row, previous, ChangeKind::removed);
}

Result<void> Writer::replace_derived(TableId table, bool recording,
                                     std::span<const DerivedRow> before,
                                     std::span<const DerivedRow> after) {
  for (const DerivedRow& old : before) {
    if (std::ranges::find(after, old.row, &DerivedRow::row) != after.end()) continue;
    QUONDAM_TRY(keep_derived(table, recording, old.row));
    transaction_.erase(state_key(table, old.row));
  }
  for (const DerivedRow& fresh : after) {
    if (std::ranges::find(before, fresh) != before.end()) continue;
    QUONDAM_TRY(keep_derived(table, recording, fresh.row));
    transaction_.put(state_key(table, fresh.row), encode_version(time(), fresh.payload));
  }
  return {};
}

Result<void> Writer::keep_derived(TableId table, bool recording, const RowKey& row) {
  if (!recording) return {};
  QUONDAM_ASSIGN(auto previous, transaction_.get_derived(state_key(table, row)));
  if (previous) transaction_.put(history_key(table, row, time()), *std::move(previous));
  return {};
}

void Writer::record(TableId table, const RowKey& row, const std::optional<Version>& previous,
                    ChangeKind kind) {
  if (previous) {
    transaction_.put(history_key(table, row, time()),
                     encode_version(previous->written_at, previous->payload));
  }
  const std::uint16_t shard = engine_.change_shard(row.partition);
  const Change change{.time = time(), .n = changes_++, .kind = kind, .row = row, .who = who_};
  transaction_.put(change_key(table, shard, change.time, change.n, row.partition),
                   encode_change(change));
}

}  // namespace quondam::timeline
