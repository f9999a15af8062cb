// The catalog's records of backups.
#include "base/coding.h"
#include "catalog/backup_rows.h"
#include "catalog/catalog.h"
#include "timeline/view.h"

namespace quondam::catalog {

Result<void> Catalog::load_backups() {
  QUONDAM_ASSIGN(const auto rows,
                 timeline::open_rows(engine_.snapshot(), engine::kCatalogSpace,
                                     {std::string(kBackupPrefix), prefix_end(kBackupPrefix),
                                      backup_row("").partition},
                                     timeline::Moment::now()));
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_ASSIGN(Backup backup, decode_backup(rows->payload()));
    auto loaded = std::make_shared<const Backup>(std::move(backup));
    backups_.emplace(loaded->id, std::move(loaded));
  }
  return rows->status();
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
  const timeline::RowKey row = backup_row(backup.id);
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
    const timeline::RowKey row = backup_row(id);
    const auto committed = engine_.transact(
        {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
        [&](engine::Transaction& transaction) -> Result<void> {
          timeline::Writer writer(engine_, transaction, who);
          QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
          if (!previous)
            return fail(ErrorCode::not_found, std::string("no backup has the id ").append(id));
          QUONDAM_ASSIGN(Backup backup, decode_backup(previous->payload));
          removed = std::make_shared<const Backup>(std::move(backup));
          writer.erase(engine::kCatalogSpace, true, row, *previous);
          return {};
        });
    if (!committed) return tl::unexpected(committed.error());
    const std::unique_lock lock(mutex_);
    backups_.erase(backups_.find(id));
  }
  QUONDAM_TRY(drop_data(removed->space));
  return removed;
}

}  // namespace quondam::catalog
