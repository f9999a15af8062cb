#include "catalog/deleted_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/catalog.h"
#include "catalog/records.h"
#include "catalog/stream_settings.h"

namespace quondam::catalog {

timeline::RowKey deleted_row(TableId id) {
  return record_row(kDeletedTables, fmt::format("{:010}", id));
}

std::optional<Table> with_streams_ended(const Table& table, CommitTime now) {
  if (!keeps_streams(table, now)) return std::nullopt;
  Table deleted = table;
  if (deleted.stream_is_enabled()) disable_stream(deleted, now);
  return deleted;
}

Result<void> Catalog::load_deleted() {
  QUONDAM_ASSIGN(const auto records, read_records(engine_, kDeletedTables));
  for (const Record& record : records) {
    QUONDAM_ASSIGN(Table table, decode_table(record.document));
    const TableId id = table.id;
    deleted_.emplace(id, std::make_shared<const Table>(std::move(table)));
  }
  return {};
}

std::vector<TablePtr> Catalog::deleted_tables() const {
  const std::shared_lock lock(mutex_);
  std::vector<TablePtr> all;
  all.reserve(deleted_.size());
  for (const auto& [id, table] : deleted_) all.push_back(table);
  return all;
}

Result<void> Catalog::forget_deleted(TableId id) {
  bool of_backup = false;
  {
    const std::lock_guard changing(changing_);
    const timeline::RowKey row = deleted_row(id);
    const auto committed = engine_.transact(
        {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)},
         .shared = {},
         .disk_use = engine::DiskUse::frees},
        [&](engine::Transaction& transaction) -> Result<void> {
          timeline::Writer writer(engine_, transaction, {});
          QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
          if (previous) writer.erase(engine::kCatalogSpace, false, row, *previous);
          return {};
        });
    if (!committed) return tl::unexpected(committed.error());
    const std::unique_lock lock(mutex_);
    deleted_.erase(id);
    of_backup =
        std::ranges::any_of(backups_, [&](const auto& entry) { return entry.second->space == id; });
  }
  return of_backup ? Result<void>() : drop_data(id);
}

}  // namespace quondam::catalog
