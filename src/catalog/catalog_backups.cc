// The catalog's records of backups.
#include "catalog/catalog.h"
#include "catalog/deleted_table.h"
#include "catalog/records.h"

namespace quondam::catalog {

Result<void> Catalog::load_backups() {
  QUONDAM_ASSIGN(const auto records, read_records(engine_, kBackups));
  for (const Record& record : records) {
    QUONDAM_ASSIGN(Backup backup, decode_backup(record.document));
    backups_.emplace(record.id, std::make_shared<const Backup>(std::move(backup)));
  }
  return {};
}

BackupPtr Catalog::find_backup(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto found = backups_.find(id);
  return found == backups_.end() ? nullptr : found->second;
}

std::vector<BackupPtr> Catalog::backups() const {
  const std::shared_lock lock(mutex_);
  std::vector<BackupPtr> all;
  all.reserve(backups_.size());
  for (const auto& [id, backup] : backups_) all.push_back(backup);
  return all;
}

Result<BackupPtr> Catalog::add_backup(Backup backup, const timeline::Who& who) {
  const std::lock_guard changing(changing_);
  const timeline::RowKey row = record_row(kBackups, backup.id);
  const auto committed = engine_.transact(
      {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(engine_, transaction, who);
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        if (previous) return fail(ErrorCode::already_exists, "a backup has the id " + backup.id);
        writer.put(engine::kCatalogSpace, true, row, previous, encode_backup(backup));
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  auto added = std::make_shared<const Backup>(std::move(backup));
  const std::unique_lock lock(mutex_);
  backups_.emplace(added->id, added);
  return added;
}

Result<BackupPtr> Catalog::remove_backup(std::string_view id, const timeline::Who& who) {
  BackupPtr removed;
  {
    const std::lock_guard changing(changing_);
    removed = find_backup(id);
    if (removed == nullptr)
      return fail(ErrorCode::not_found, std::string("no backup has the id ").append(id));
    const timeline::RowKey row = record_row(kBackups, id);
    // Where a deleted table's data goes, its streams go too.
    const timeline::RowKey streams = deleted_row(removed->space);
    const auto committed = engine_.transact(
        {.exclusive = {timeline::state_key(engine::kCatalogSpace, row),
                       timeline::state_key(engine::kCatalogSpace, streams)},
         .shared = {},
         .disk_use = engine::DiskUse::frees},
        [&](engine::Transaction& transaction) -> Result<void> {
          timeline::Writer writer(engine_, transaction, who);
          QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
          if (!previous)
            return fail(ErrorCode::not_found, std::string("no backup has the id ").append(id));
          writer.erase(engine::kCatalogSpace, true, row, *previous);
          QUONDAM_ASSIGN(const auto deleted, writer.read(engine::kCatalogSpace, streams));
          if (deleted) writer.erase(engine::kCatalogSpace, false, streams, *deleted);
          return {};
        });
    if (!committed) return tl::unexpected(committed.error());
    const std::unique_lock lock(mutex_);
    backups_.erase(backups_.find(id));
    deleted_.erase(removed->space);
  }
  QUONDAM_TRY(drop_data(removed->space));
  return removed;
}

}  // namespace quondam::catalog
