// The opened database: RocksDB with its file system, families and listener, and the order in which
// they are closed.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <memory>
#include <set>
#include <string>

#include "engine/engine.h"
#include "engine/rocksdb/damage.h"
#include "engine/rocksdb/db_options.h"
#include "engine/rocksdb/directory_lock.h"
#include "engine/rocksdb/family.h"
#include "engine/rocksdb/guarded_file_system.h"
#include "engine/rocksdb/rocksdb_engine.h"

namespace quondam::engine::rocks {

class Database {
 public:
  // Opens or makes it. Afterwards the families are those that exist whole: clones that were cut off
  // are dropped, the spaces that exist from the start are made, families with unreadable files are
  // marked.
  static Result<std::unique_ptr<Database>> open(const RocksDbOptions& options, SpaceRules rules);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] rocksdb::DB& db() { return *db_; }
  [[nodiscard]] Families& families() { return families_; }
  [[nodiscard]] const FamilyRef& own_family() const { return own_family_; }
  [[nodiscard]] const OptionsMaker& options_maker() const { return options_maker_; }
  [[nodiscard]] DamageListener& damage_listener() { return *listener_; }
  [[nodiscard]] std::string path() const { return options_.directory + "/db"; }
  [[nodiscard]] std::string clones_path() const { return options_.directory + "/clones"; }

  // What the last run left of CommitClock's lease; 0 in a new database.
  [[nodiscard]] Result<CommitTime> lease() const;
  Result<void> make_family(SpaceId space);

 private:
  Database(const RocksDbOptions& options, SpaceRules rules);
  Result<void> prepare_directories();
  Result<void> open_families();
  rocksdb::Status try_open(const rocksdb::DBOptions& options, const std::set<std::string>& damaged);
  Result<void> open_without_unreadable_files(const Error& why);
  Result<void> drop_unfinished_clones();
  Result<void> make_first_families();

  const RocksDbOptions options_;
  std::shared_ptr<GuardedFileSystem> file_system_;
  std::unique_ptr<DirectoryLock> lock_;  // given back when everything below is closed
  std::unique_ptr<rocksdb::Env> env_;
  std::shared_ptr<DamageListener> listener_;
  OptionsMaker options_maker_;
  std::unique_ptr<rocksdb::DB> db_;
  FamilyRef own_family_;
  Families families_;
};

}  // namespace quondam::engine::rocks
