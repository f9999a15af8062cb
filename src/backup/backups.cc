#include "backup/backups.h"

#include "catalog/records.h"

namespace quondam::backup {

namespace {

// Fills the space; answers the moment that it holds.
Result<catalog::CommitTime> copy(catalog::Catalog& catalog, const catalog::TablePtr& table,
                                 timeline::TableId space) {
  engine::Engine& engine = catalog.engine();
  QUONDAM_ASSIGN(const catalog::CommitTime now, engine.safe_time());
  if (table->pitr.recording) {
    QUONDAM_ASSIGN(const timeline::Pin pin, catalog.windows().pin(table->id, now));
    QUONDAM_ASSIGN(const timeline::RestorePlan plan,
                   timeline::plan_restore(engine, table->id, now));
    QUONDAM_TRY(timeline::restore(engine, table->id, space, now, pin, plan, rules_of(table)));
    return now;
  }
  QUONDAM_TRY(engine.clone(table->id, space, engine::CloneUse::kept));
  // Everything that the clone caught is at or before this.
  return engine.safe_time();
}

// An index that is not complete now would not be in the copy.
catalog::Table record_of(const catalog::Table& table) {
  catalog::Table record = table;
  std::erase_if(record.indexes, [](const catalog::Index& index) {
    return index.status != catalog::Index::Status::active;
  });
  return record;
}

}  // namespace

Result<catalog::BackupPtr> create_backup(catalog::Catalog& catalog, RestoreJobs& jobs,
                                         const BackupOrder& order, const timeline::Who& who) {
  const RestoreJobs::Hold hold(jobs, order.table->id);
  // As it is from the hold on: its indexes are kept up until the copy is made.
  const catalog::TablePtr table = catalog.find(order.table->name);
  if (table == nullptr || table->id != order.table->id)
    return fail(ErrorCode::not_found, "the table is gone");
  catalog::Backup backup{.id = catalog::new_record_id(order.now_us),
                         .name = order.name,
                         .type = catalog::Backup::Type::user,
                         .table = record_of(*table),
                         .space = catalog.new_table_id(),
                         .created_us = order.now_us,
                         .bytes = order.bytes,
                         .items = order.items};
  const timeline::TableId space = backup.space;
  auto at = copy(catalog, std::make_shared<const catalog::Table>(backup.table), space);
  if (at) {
    backup.at = *at;
    // It may hold entries of indexes that the table has had since: their numbers are taken.
    const catalog::TablePtr present = catalog.find(table->name);
    if (present && present->id == table->id)
      backup.table.next_index_number = present->next_index_number;
    auto added = catalog.add_backup(std::move(backup), who);
    if (added) return added;
    at = tl::unexpected(added.error());
  }
  // Nothing of a failed one stays; what a crash leaves is dropped at the next start.
  (void)catalog.engine().drop_space(space);
  return tl::unexpected(at.error());
}

}  // namespace quondam::backup
