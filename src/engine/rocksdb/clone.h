// Clones a space: links to its table files, imported as a new family of the same database.
// docs/design/clone-verification.md says why it is done in these steps:
//
//   1. A mark "this clone is being made", and a sentinel in the source, in one synced commit. A
//      mark that is found at a start has its family dropped, so after a crash a clone is there
//      whole or not at all. A source that has had no write since its last sentinel gets no new one:
//      cloning what is idle makes no files in it.
//   2. The source's memory is flushed; its files are listed from the version under the database's
//      mutex and linked. (The library's own ExportColumnFamily lists them from the SuperVersion,
//      which a flush may not have reached yet: it can miss acknowledged writes, facebook/rocksdb
//      issue 13652.)
//   3. The ends of each file are read: RocksDB's import aborts the process where they are damaged.
//   4. The import. Then the sentinel is looked up in it; when it is not there the clone is stale,
//      and is made again.
//   5. The mark is removed, durably; only then does the space exist.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <memory>
#include <optional>
#include <string>

#include "engine/in_flight.h"
#include "engine/rocksdb/db_options.h"
#include "engine/rocksdb/family.h"
#include "engine/rocksdb/group_commit.h"
#include "engine/rocksdb/test_hooks.h"

namespace quondam::engine::rocks {

class Cloner {
 public:
  // `directory` is for the links; it exists.
  Cloner(rocksdb::DB& db, const OptionsMaker& options, GroupCommit& commits, CommitClock& clock,
         FamilyRef own_family, std::string directory, std::shared_ptr<const TestHooks> hooks);

  // Makes the family of `target`, which nobody else makes at the same time, from `source`. On an
  // error nothing of it is left. The caller serialises clones of one source.
  Result<FamilyRef> clone(const FamilyRef& source, SpaceId target, CloneUse use);
  // Removes a mark that a failed clone could not remove, before the name is used for something
  // else.
  Result<void> forget(SpaceId target, DiskUse disk_use);

 private:
  // The sentinel that the source has, when everything in it is in files; nullopt otherwise.
  [[nodiscard]] Result<std::optional<std::string>> sentinel_at_rest(const Family& source) const;
  // Marks the target, and answers the sentinel that the clone must have.
  Result<std::string> mark(const FamilyRef& source, SpaceId target, CommitTime time);
  Result<FamilyRef> try_clone(const Family& source, const FamilyName& target,
                              const std::string& sentinel, const std::string& directory);
  Result<rocksdb::ExportImportFilesMetaData> link_files(const Family& source,
                                                        const std::string& directory);
  Result<void> verify(const rocksdb::LiveFileMetaData& file) const;
  Result<FamilyRef> import(const rocksdb::ExportImportFilesMetaData& files,
                           const FamilyName& target);
  Result<void> pause_at(const char* step) const;

  rocksdb::DB& db_;
  const OptionsMaker& options_;
  GroupCommit& commits_;
  CommitClock& clock_;
  const FamilyRef own_family_;
  const std::string directory_;
  const std::shared_ptr<const TestHooks> hooks_;
};

// The marks of step 1, in the engine's own family: this prefix and the target's number in decimal.
inline constexpr std::string_view kCloneMarkPrefix = "clone/";

}  // namespace quondam::engine::rocks
