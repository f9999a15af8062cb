#include "engine/rocksdb/clone.h"

#include <rocksdb/env.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <utility>

#include "base/coding.h"
#include "engine/rocksdb/read.h"
#include "engine/rocksdb/reserved_keys.h"
#include "engine/rocksdb/status.h"
#include "engine/rocksdb/sweep.h"

namespace quondam::engine::rocks {

namespace {

constexpr int kAttempts = 8;

std::string describe(SpaceId source, SpaceId target) {
  return "cloning space " + std::to_string(source) + " to " + std::to_string(target);
}

std::string mark_of(SpaceId target) {
  return std::string(kCloneMarkPrefix) + std::to_string(target);
}

// Holds back the deletion of files between listing and linking them.
class FileDeletionsDisabled {
 public:
  explicit FileDeletionsDisabled(rocksdb::DB& db) : db_(db), status_(db.DisableFileDeletions()) {}
  ~FileDeletionsDisabled() {
    if (status_.ok()) db_.EnableFileDeletions(/*force=*/false).PermitUncheckedError();
  }
  FileDeletionsDisabled(const FileDeletionsDisabled&) = delete;
  FileDeletionsDisabled& operator=(const FileDeletionsDisabled&) = delete;
  [[nodiscard]] const rocksdb::Status& status() const { return status_; }

 private:
  rocksdb::DB& db_;
  rocksdb::Status status_;
};

// Without a cache: the block must come from the file.
rocksdb::Options verifying_options(rocksdb::Env* env) {
  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache = true;
  rocksdb::Options options;
  options.env = env;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

Cloner::Cloner(rocksdb::DB& db, const OptionsMaker& options, GroupCommit& commits,
               CommitClock& clock, FamilyRef own_family, std::string directory,
               std::shared_ptr<const TestHooks> hooks)
    : db_(db),
      options_(options),
      commits_(commits),
      clock_(clock),
      own_family_(std::move(own_family)),
      directory_(std::move(directory)),
      hooks_(std::move(hooks)) {}

// What was acknowledged is in memory or in files. With none in memory, the version that is listed
// later has all of it (a flush takes the memory away after it has installed its file, both under
// the database's mutex), and the sentinel that is there is as good as a new one.
Result<std::optional<std::string>> Cloner::sentinel_at_rest(const Family& source) const {
  for (const std::string& property : {rocksdb::DB::Properties::kNumEntriesActiveMemTable,
                                      rocksdb::DB::Properties::kNumImmutableMemTable}) {
    std::uint64_t count = 0;
    if (!db_.GetIntProperty(source.handle, property, &count) || count > 0) return std::nullopt;
  }
  return read(source, kSentinelKey, nullptr);
}

Result<std::string> Cloner::mark(const FamilyRef& source, SpaceId target, CommitTime time) {
  QUONDAM_ASSIGN(auto at_rest, sentinel_at_rest(*source));
  if (at_rest) {
    QUONDAM_TRY(commits_.commit({{own_family_, mark_of(target), ""}}, time, DiskUse::takes));
    return *std::move(at_rest);
  }
  // A commit time is new and grows, across restarts too.
  std::string sentinel;
  append_u64(sentinel, time);
  QUONDAM_TRY(commits_.commit(
      {{own_family_, mark_of(target), ""}, {source, std::string(kSentinelKey), sentinel}}, time,
      DiskUse::takes));
  return sentinel;
}

Result<FamilyRef> Cloner::clone(const FamilyRef& source, SpaceId target, CloneUse use) {
  std::string sentinel;
  CommitTime time = 0;
  {
    const InFlight in_flight(clock_);
    time = in_flight.time();
    QUONDAM_ASSIGN(sentinel, mark(source, target, time));
  }
  QUONDAM_TRY(pause_at("marked"));

  Result<FamilyRef> made = nullptr;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::string directory = directory_ + "/" + std::to_string(target) + "-" +
                                  std::to_string(time) + "-" + std::to_string(attempt);
    made = try_clone(*source, {target, use}, sentinel, directory);
    QUONDAM_TRY(pause_at("imported"));
    remove_directory(*db_.GetFileSystem(), directory).PermitUncheckedError();
    if (!made || *made) break;
  }
  if (made && !*made) {
    made = fail(ErrorCode::io_error, describe(source->space, target) + ": every export was stale");
  }
  const Result<void> unmarked = forget(target, DiskUse::frees);
  if (made && !unmarked) {
    // The next start would drop it; so it does not exist now.
    db_.DropColumnFamily((*made)->handle).PermitUncheckedError();
    return tl::unexpected(unmarked.error());
  }
  return made;
}

Result<void> Cloner::forget(SpaceId target, DiskUse disk_use) {
  return commits_.commit({{own_family_, mark_of(target), std::nullopt}}, clock_.last(), disk_use);
}

// Null when the export was stale.
Result<FamilyRef> Cloner::try_clone(const Family& source, const FamilyName& target,
                                    const std::string& sentinel, const std::string& directory) {
  QUONDAM_ASSIGN(auto exported, link_files(source, directory));
  if (hooks_ && hooks_->after_export) hooks_->after_export(exported.files);
  QUONDAM_TRY(pause_at("exported"));
  // The sentinel alone makes a file: without one, the list is from before it.
  if (exported.files.empty()) return nullptr;
  if (!hooks_ || hooks_->verify_exported_files) {
    for (const rocksdb::LiveFileMetaData& file : exported.files) QUONDAM_TRY(verify(file));
  }
  QUONDAM_ASSIGN(FamilyRef made, import(exported, target));
  auto found = read(*made, kSentinelKey, nullptr);
  if (found && *found && **found >= sentinel) return made;
  QUONDAM_TRY(check(db_.DropColumnFamily(made->handle), describe(source.space, target.space)));
  if (!found) return tl::unexpected(std::move(found).error());
  return nullptr;
}

Result<rocksdb::ExportImportFilesMetaData> Cloner::link_files(const Family& source,
                                                              const std::string& directory) {
  const std::string doing = "exporting space " + std::to_string(source.space);
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;
  QUONDAM_TRY(check(db_.Flush(flush, source.handle), doing));

  rocksdb::FileSystem& file_system = *db_.GetFileSystem();
  QUONDAM_TRY(check(file_system.CreateDir(directory, rocksdb::IOOptions(), nullptr), doing));
  rocksdb::ExportImportFilesMetaData exported;
  exported.db_comparator_name = source.handle->GetComparator()->Name();

  const FileDeletionsDisabled disabled(db_);
  QUONDAM_TRY(check(disabled.status(), doing));
  std::vector<rocksdb::LiveFileMetaData> live;
  db_.GetLiveFilesMetaData(&live);
  const std::string& family = source.handle->GetName();
  for (rocksdb::LiveFileMetaData& file : live) {
    if (file.column_family_name != family) continue;
    const std::string name = "/" + file.relative_filename;
    QUONDAM_TRY(check(file_system.LinkFile(file.directory + name, directory + name,
                                           rocksdb::IOOptions(), nullptr),
                      doing));
    file.directory = directory;
    file.db_path = directory;
    exported.files.push_back(std::move(file));
  }
  return exported;
}

Result<void> Cloner::verify(const rocksdb::LiveFileMetaData& file) const {
  const std::string doing = "verifying " + file.relative_filename;
  rocksdb::SstFileReader reader(verifying_options(db_.GetEnv()));
  QUONDAM_TRY(check(reader.Open(file.directory + "/" + file.relative_filename), doing));
  if (reader.GetTableProperties()->num_range_deletions != 0) {
    return fail(ErrorCode::internal,
                doing + ": it holds a range deletion, which a clone would lose");
  }
  const std::unique_ptr<rocksdb::Iterator> iterator(reader.NewIterator(rocksdb::ReadOptions()));
  iterator->SeekToFirst();
  QUONDAM_TRY(check(iterator->status(), doing));
  iterator->SeekToLast();
  return check(iterator->status(), doing);
}

Result<FamilyRef> Cloner::import(const rocksdb::ExportImportFilesMetaData& files,
                                 const FamilyName& target) {
  rocksdb::ImportColumnFamilyOptions options;
  options.move_files = true;
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  QUONDAM_TRY(check(db_.CreateColumnFamilyWithImport(options_.for_space(target), target.text(),
                                                     options, files, &handle),
                    "importing space " + std::to_string(target.space)));
  return std::make_shared<Family>(db_, handle, target.space);
}

Result<void> Cloner::pause_at(const char* step) const {
  if (!hooks_ || !hooks_->at_step || hooks_->at_step(step)) return {};
  return fail(ErrorCode::internal, std::string("stopped by a test: ") + step);
}

}  // namespace quondam::engine::rocks
