#include "catalog/catalog.h"

#include <algorithm>

#include "base/coding.h"
#include "catalog/deleted_table.h"
#include "catalog/records.h"
#include "timeline/view.h"

namespace quondam::catalog {

namespace {

// Every catalog record is in one partition: listing tables is one ordered read.
constexpr engine::Partition kCatalogPartition = 0;
constexpr std::string_view kTablePrefix = "table/";

timeline::RowKey table_row(std::string_view name) {
  return {kCatalogPartition, std::string(kTablePrefix).append(name)};
}

engine::Key settings_key(std::string_view name) {
  return timeline::state_key(engine::kCatalogSpace, table_row(name));
}

Result<TablePtr> decode(const timeline::Version& version) {
  QUONDAM_ASSIGN(Table table, decode_table(version.payload));
  table.version = version.written_at;
  return std::make_shared<const Table>(std::move(table));
}

tl::unexpected<Error> no_such_table(std::string_view name) {
  return fail(ErrorCode::not_found, std::string("no table is named ").append(name));
}

}  // namespace

Result<std::unique_ptr<Catalog>> Catalog::open(engine::Engine& engine,
                                               timeline::WindowKeeper& windows) {
  std::unique_ptr<Catalog> catalog(new Catalog(engine, windows));
  QUONDAM_TRY(catalog->load());
  QUONDAM_TRY(catalog->load_backups());
  QUONDAM_TRY(catalog->load_deleted());
  QUONDAM_TRY(catalog->drop_strays());
  return catalog;
}

Result<void> Catalog::load() {
  QUONDAM_ASSIGN(const auto rows, timeline::open_rows(engine_.snapshot(), engine::kCatalogSpace,
                                                      {std::string(kTablePrefix),
                                                       prefix_end(kTablePrefix), kCatalogPartition},
                                                      timeline::Moment::now()));
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_ASSIGN(TablePtr table, decode({rows->written_at(), std::string(rows->payload())}));
    next_id_ = std::max(next_id_, table->id + 1);
    tables_.emplace(table->name, std::move(table));
  }
  QUONDAM_TRY(rows->status());
  // A removed table's id lives on in its floor and perhaps in its space: neither may be given out
  // again.
  next_id_ = std::max(next_id_, windows_.largest_id() + 1);
  for (const engine::SpaceId space : engine_.spaces()) next_id_ = std::max(next_id_, space + 1);
  return {};
}

Result<void> Catalog::drop_strays() {
  for (const engine::SpaceId space : engine_.spaces()) {
    if (space < engine::kFirstFreeSpace) continue;
    const bool of_table = std::ranges::any_of(tables_, [&](const auto& entry) {
      return entry.second->id == space && !entry.second->being_restored();
    });
    const bool of_backup = std::ranges::any_of(
        backups_, [&](const auto& entry) { return entry.second->space == space; });
    if (!of_table && !of_backup && !deleted_.contains(space))
      QUONDAM_TRY(engine_.drop_space(space));
  }
  return {};
}

TablePtr Catalog::find(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : found->second;
}

Result<TablePtr> Catalog::at(const TablePtr& table, CommitTime at) const {
  if (table->version <= at) return table;
  QUONDAM_ASSIGN(const auto version,
                 timeline::read_row(*engine_.snapshot(), engine::kCatalogSpace,
                                    table_row(table->name), timeline::Moment::past(at)));
  if (!version) return nullptr;
  QUONDAM_ASSIGN(TablePtr then, decode(*version));
  return then->id == table->id ? then : nullptr;
}

std::vector<TablePtr> Catalog::list(std::string_view after, std::size_t limit) const {
  const std::shared_lock lock(mutex_);
  std::vector<TablePtr> tables;
  for (auto entry = tables_.upper_bound(after); entry != tables_.end() && tables.size() < limit;
       ++entry) {
    tables.push_back(entry->second);
  }
  return tables;
}

TableId Catalog::new_table_id() {
  const std::lock_guard lock(changing_);
  return next_id_++;
}

void Catalog::publish(TablePtr table) {
  const std::unique_lock lock(mutex_);
  tables_.insert_or_assign(table->name, std::move(table));
}

Result<TablePtr> Catalog::add(Table table, const timeline::Who& who) {
  const std::lock_guard changing(changing_);
  const timeline::RowKey row = table_row(table.name);
  const auto committed = engine_.transact(
      {.exclusive = {settings_key(table.name)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(engine_, transaction, who);
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        if (previous) return fail(ErrorCode::already_exists, "a table is named " + table.name);
        writer.put(engine::kCatalogSpace, true, row, previous, encode_table(table));
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  table.version = *committed;
  auto added = std::make_shared<const Table>(std::move(table));
  publish(added);
  return added;
}

Result<TablePtr> Catalog::update(std::string_view name, TableId id, const timeline::Who& who,
                                 const Change& change, engine::DiskUse disk_use) {
  const std::lock_guard changing(changing_);
  const timeline::RowKey row = table_row(name);
  TablePtr updated;
  const auto committed = engine_.transact(
      {.exclusive = {settings_key(name)}, .shared = {}, .disk_use = disk_use},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(engine_, transaction, who);
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        if (!previous) return no_such_table(name);
        QUONDAM_ASSIGN(Table table, decode_table(previous->payload));
        if (table.id != id) return no_such_table(name);
        QUONDAM_TRY(change(table, transaction.time()));
        writer.put(engine::kCatalogSpace, true, row, previous, encode_table(table));
        table.version = transaction.time();
        updated = std::make_shared<const Table>(std::move(table));
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  publish(updated);
  return updated;
}

Result<TablePtr> Catalog::remove(std::string_view name, const timeline::Who& who,
                                 const Check& check) {
  TablePtr removed;
  TablePtr streamed;
  BackupPtr kept;
  {
    const std::lock_guard changing(changing_);
    const timeline::RowKey row = table_row(name);
    const auto committed = engine_.transact(
        {.exclusive = {settings_key(name)}, .shared = {}, .disk_use = engine::DiskUse::frees},
        [&](engine::Transaction& transaction) -> Result<void> {
          kept.reset();
          streamed.reset();
          timeline::Writer writer(engine_, transaction, who);
          QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
          if (!previous) return no_such_table(name);
          QUONDAM_ASSIGN(removed, decode(*previous));
          QUONDAM_TRY(check(*removed));
          writer.erase(engine::kCatalogSpace, true, row, *previous);
          if (removed->being_restored()) return {};
          // The settings key protects the rows: only this transaction knows their ids.
          if (auto table = with_streams_ended(*removed, transaction.time())) {
            streamed = std::make_shared<const Table>(*std::move(table));
            writer.put(engine::kCatalogSpace, false, deleted_row(streamed->id), std::nullopt,
                       encode_table(*streamed));
          }
          if (!removed->pitr.enabled) return {};
          kept = std::make_shared<const Backup>(system_backup(*removed, transaction.time()));
          writer.put(engine::kCatalogSpace, true, record_row(kBackups, kept->id), std::nullopt,
                     encode_backup(*kept));
          return {};
        });
    if (!committed) return tl::unexpected(committed.error());
    const std::unique_lock lock(mutex_);
    tables_.erase(tables_.find(name));
    if (kept) backups_.emplace(kept->id, kept);
    if (streamed) deleted_.emplace(streamed->id, streamed);
  }
  // From here on no write reaches the data.
  if (!kept && !streamed) QUONDAM_TRY(drop_data(removed->id));
  return removed;
}

Result<void> Catalog::drop_data(TableId space) {
  if (auto abandoned = windows_.abandon(space); !abandoned) {
    // A reader still holds it.
    if (abandoned.error().code == ErrorCode::in_use) return {};
    return abandoned;
  }
  if (auto dropped = engine_.drop_space(space);
      !dropped && dropped.error().code != ErrorCode::not_found) {
    return dropped;
  }
  return {};
}

Result<TablePtr> Catalog::read_in(engine::Transaction& transaction, const TablePtr& known) const {
  QUONDAM_ASSIGN(const auto stored, transaction.get(settings_key(known->name)));
  if (!stored) return no_such_table(known->name);
  // Nearly always the record is the one already decoded.
  const auto version = Decoder(*stored).u64();
  if (version == known->version) return known;
  QUONDAM_ASSIGN(const timeline::Version record, timeline::decode_version(*stored));
  QUONDAM_ASSIGN(TablePtr table, decode(record));
  if (table->id != known->id) return no_such_table(known->name);
  return table;
}

engine::Declared Catalog::declare(std::span<const RowOf> rows, const TransactionTerms& terms) {
  engine::Declared declared;
  declared.contended = terms.contended;
  declared.exclusive.reserve(rows.size());
  const Table* last = nullptr;
  for (const RowOf& row : rows) {
    declared.exclusive.push_back(timeline::state_key(row.table->id, row.row));
    if (row.table.get() != last) declared.shared.push_back(settings_key(row.table->name));
    last = row.table.get();
  }
  if (terms.own_row)
    declared.exclusive.push_back(timeline::state_key(engine::kCatalogSpace, *terms.own_row));
  return declared;
}

engine::TransactFunction Catalog::writing(std::span<const RowOf> rows, const timeline::Who& who,
                                          const Write& function,
                                          std::vector<TablePtr>& tables) const {
  return [&, rows](engine::Transaction& transaction) -> Result<void> {
    tables.clear();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i > 0 && rows[i].table == rows[i - 1].table) {
        tables.push_back(tables.back());
        continue;
      }
      QUONDAM_ASSIGN(TablePtr table, read_in(transaction, rows[i].table));
      tables.push_back(std::move(table));
    }
    timeline::Writer writer(engine_, transaction, who);
    return function(writer, tables);
  };
}

Result<CommitTime> Catalog::write(std::span<const RowOf> rows, const timeline::Who& who,
                                  const Write& function, const TransactionTerms& terms) {
  std::vector<TablePtr> tables;
  return engine_.transact(declare(rows, terms), writing(rows, who, function, tables));
}

Result<void> Catalog::submit(std::span<const RowOf> rows, const timeline::Who& who,
                             const Write& function, engine::Engine::Done done,
                             const TransactionTerms& terms) {
  std::vector<TablePtr> tables;
  return engine_.submit(declare(rows, terms), writing(rows, who, function, tables),
                        std::move(done));
}

Result<void> Catalog::read(std::span<const RowOf> rows, const Write& function) {
  std::vector<TablePtr> tables;
  engine::Declared declared = declare(rows);
  std::ranges::move(declared.exclusive, std::back_inserter(declared.shared));
  declared.exclusive.clear();
  const timeline::Who nobody;
  const auto read = engine_.transact(declared, writing(rows, nobody, function, tables));
  if (!read) return tl::unexpected(read.error());
  return {};
}

}  // namespace quondam::catalog
