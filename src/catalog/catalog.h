// The catalog: which tables there are and what holds for them. Its records are rows of the timeline
// themselves (table id engine::kCatalogSpace), so the settings that held at T can be read as any
// row at T.
//
// A change of a table's settings is a transaction on the table's settings key; every write to the
// table declares that key as shared. So the change fences the writes: none slips past that had read
// the settings before it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <vector>

#include "catalog/backup.h"
#include "catalog/table.h"
#include "timeline/window.h"
#include "timeline/writer.h"

namespace quondam::catalog {

using TablePtr = std::shared_ptr<const Table>;

// One row that a transaction touches.
struct RowOf {
  TablePtr table;
  timeline::RowKey row;
};

// What a client's transaction touches beside rows of tables, and how it meets others.
struct TransactionTerms {
  // A row of the catalog's own: a client token (catalog/client_token.h), or the record of the job
  // that the write is a step of.
  std::optional<timeline::RowKey> own_row;
  // As engine::Declared::contended: positions among the rows, or their number for the own row.
  std::vector<std::size_t>* contended = nullptr;
};

class Catalog {
 public:
  // Reads every table; drops state spaces that no table names (left behind by a crash).
  static Result<std::unique_ptr<Catalog>> open(engine::Engine& engine,
                                               timeline::WindowKeeper& windows);

  // nullptr when there is none. A table whose restore is in progress is found, with status
  // creating.
  [[nodiscard]] TablePtr find(std::string_view name) const;
  // The record of this very table as it was at `at`; nullptr when it did not exist then. `table` is
  // a record of it as it is or was later.
  [[nodiscard]] Result<TablePtr> at(const TablePtr& table, CommitTime at) const;
  // In order of names, after `after` (exclusive).
  [[nodiscard]] std::vector<TablePtr> list(std::string_view after, std::size_t limit) const;

  // Makes the table visible, last of all. `table.id` comes from new_table_id(); its state space
  // exists already unless status is creating. already_exists when the name is taken.
  Result<TablePtr> add(Table table, const timeline::Who& who);
  TableId new_table_id();

  // Runs `change` on the table's present record, in a transaction that fences its writes; `now` is
  // the commit's time. not_found when the table is gone (or is another incarnation than `id`); the
  // function's own errors. `disk_use`: a step towards deleting something goes on on a full disk.
  using Change = std::function<Result<void>(Table& table, CommitTime now)>;
  Result<TablePtr> update(std::string_view name, TableId id, const timeline::Who& who,
                          const Change& change, engine::DiskUse disk_use = engine::DiskUse::takes);

  // Takes the name away, then the data: the state space is dropped and the history abandoned. A
  // table with point-in-time recovery becomes a system backup instead, with all its history; one
  // with a stream keeps its data for as long as the stream can be read. `check` sees the record
  // within the transaction and can refuse.
  using Check = std::function<Result<void>(const Table& table)>;
  Result<TablePtr> remove(std::string_view name, const timeline::Who& who, const Check& check);

  // ---- deleted tables whose streams can be read (API reference: DeleteTable) ----
  // As they were, with their streams disabled by the deletion; in the order of their ids.
  [[nodiscard]] std::vector<TablePtr> deleted_tables() const;
  // Takes the record away, then the data, unless it is a backup's.
  Result<void> forget_deleted(TableId id);

  // ---- backups (catalog/backup.h) ----
  // nullptr when there is none.
  [[nodiscard]] BackupPtr find_backup(std::string_view id) const;
  // In order of ids, which is that of time.
  [[nodiscard]] std::vector<BackupPtr> backups() const;
  // Its space exists already.
  Result<BackupPtr> add_backup(Backup backup, const timeline::Who& who);
  // Takes the record away, then the data. not_found.
  Result<BackupPtr> remove_backup(std::string_view id, const timeline::Who& who);

  // A write to rows of tables. `function` may run several times; it is given the tables as they are
  // in this very transaction, in the order of `rows`. not_found when one of them is gone.
  using Write =
      std::function<Result<void>(timeline::Writer& writer, std::span<const TablePtr> tables)>;
  Result<CommitTime> write(std::span<const RowOf> rows, const timeline::Who& who,
                           const Write& function, const TransactionTerms& terms = {});
  // As write(), but does not wait for the disk (Engine::submit): `function` has run when it
  // returns.
  Result<void> submit(std::span<const RowOf> rows, const timeline::Who& who, const Write& function,
                      engine::Engine::Done done, const TransactionTerms& terms = {});

  // Reads rows as they are at one moment, whatever partitions they lie in.
  Result<void> read(std::span<const RowOf> rows, const Write& function);

  [[nodiscard]] engine::Engine& engine() { return engine_; }
  [[nodiscard]] timeline::WindowKeeper& windows() { return windows_; }

 private:
  Catalog(engine::Engine& engine, timeline::WindowKeeper& windows)
      : engine_(engine), windows_(windows) {}
  Result<void> load();
  Result<void> load_backups();
  Result<void> load_deleted();
  Result<void> drop_strays();
  // What no record names any more. What a crash leaves of it is dropped at the next start.
  Result<void> drop_data(TableId space);
  Result<TablePtr> read_in(engine::Transaction& transaction, const TablePtr& known) const;
  void publish(TablePtr table);
  static engine::Declared declare(std::span<const RowOf> rows, const TransactionTerms& terms = {});
  engine::TransactFunction writing(std::span<const RowOf> rows, const timeline::Who& who,
                                   const Write& function, std::vector<TablePtr>& tables) const;

  engine::Engine& engine_;
  timeline::WindowKeeper& windows_;
  std::mutex
      changing_;  // one settings change at a time, so that the map below follows the commits' order
  TableId next_id_ = engine::kFirstFreeSpace;
  mutable std::shared_mutex mutex_;
  std::map<std::string, TablePtr, std::less<>> tables_;
  std::map<std::string, BackupPtr, std::less<>> backups_;
  std::map<TableId, TablePtr> deleted_;
};

}  // namespace quondam::catalog
