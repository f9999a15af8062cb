#include "export/table_filler.h"

#include "catalog/index_entries.h"
#include "item/stored.h"

namespace quondam::exporting {

namespace {

// One synced commit for so many rows or bytes.
constexpr std::size_t kRowsPerCommit = 2'000;
constexpr std::size_t kBytesPerCommit = std::size_t{4} << 20;

}  // namespace

Result<void> TableFiller::put(const timeline::RowKey& row, const item::Item& item) {
  if (!table_->indexes.empty()) QUONDAM_TRY(erase_entries_of(row));
  for (timeline::DerivedRow& entry : catalog::index_entries(*table_, item))
    set(entry.row, std::move(entry.payload));
  set(row, item::encode_item(item));
  if (rows_.size() < kRowsPerCommit && bytes_ < kBytesPerCommit) return {};
  return flush();
}

// Those of an earlier item with the same key.
Result<void> TableFiller::erase_entries_of(const timeline::RowKey& row) {
  std::optional<std::string> before;
  if (const auto waiting = rows_.find(row); waiting != rows_.end()) {
    before = waiting->second;
  } else {
    QUONDAM_ASSIGN(const auto stored, engine_.get(timeline::state_key(table_->id, row)));
    if (stored) {
      QUONDAM_ASSIGN(timeline::Version version, timeline::decode_version(*stored));
      before = std::move(version.payload);
    }
  }
  if (!before) return {};
  QUONDAM_ASSIGN(const item::Item item, item::decode_item(*before));
  for (const timeline::DerivedRow& entry : catalog::index_entries(*table_, item))
    set(entry.row, std::nullopt);
  return {};
}

void TableFiller::set(const timeline::RowKey& row, std::optional<std::string> payload) {
  bytes_ += row.bytes.size() + (payload ? payload->size() : 0);
  rows_.insert_or_assign(row, std::move(payload));
}

Result<void> TableFiller::flush() {
  if (rows_.empty()) return {};
  const engine::Key guard{table_->id, 0, std::string()};
  const auto committed = engine_.transact(
      {.exclusive = {guard}, .shared = {}}, [&](engine::Transaction& transaction) -> Result<void> {
        for (const auto& [row, payload] : rows_) {
          const engine::Key key = timeline::state_key(table_->id, row);
          if (payload) {
            transaction.put(key, timeline::encode_version(transaction.time(), *payload));
          } else {
            transaction.erase(key);
          }
        }
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  rows_.clear();
  bytes_ = 0;
  return {};
}

}  // namespace quondam::exporting
