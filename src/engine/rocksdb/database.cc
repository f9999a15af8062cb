#include "engine/rocksdb/database.h"

#include <rocksdb/convenience.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/coding.h"
#include "engine/rocksdb/clone.h"
#include "engine/rocksdb/missing_files.h"
#include "engine/rocksdb/status.h"
#include "engine/rocksdb/sweep.h"
#include "engine/rocksdb/test_hooks.h"

namespace quondam::engine::rocks {

namespace {

std::shared_ptr<rocksdb::FileSystem> file_system_below(const RocksDbOptions& options) {
  if (options.hooks && options.hooks->file_system) return options.hooks->file_system;
  return rocksdb::FileSystem::Default();
}

GuardedFileSystem::Rules rules_of(const RocksDbOptions& options) {
  GuardedFileSystem::Rules rules;
  if (options.hooks) {
    rules.refuse_options_files = options.hooks->refuse_options_files;
    rules.sync_links_before_manifest = options.hooks->sync_links_before_manifest;
  }
  return rules;
}

}  // namespace

Database::Database(const RocksDbOptions& options, SpaceRules rules)
    : options_(options),
      file_system_(
          std::make_shared<GuardedFileSystem>(file_system_below(options), rules_of(options))),
      env_(rocksdb::NewCompositeEnv(file_system_)),
      listener_(std::make_shared<DamageListener>(!options.hooks || options.hooks->quarantine)),
      options_maker_(options, std::move(rules), env_.get(), listener_) {}

Database::~Database() {
  listener_->report_to({});
  if (db_) rocksdb::CancelAllBackgroundWork(db_.get(), /*wait=*/true);
  families_.clear();
  own_family_.reset();
  if (db_) db_->Close().PermitUncheckedError();
}

Result<std::unique_ptr<Database>> Database::open(const RocksDbOptions& options, SpaceRules rules) {
  std::unique_ptr<Database> database(new Database(options, std::move(rules)));
  QUONDAM_TRY(database->prepare_directories());
  QUONDAM_TRY(database->open_families());
  QUONDAM_TRY(database->drop_unfinished_clones());
  QUONDAM_TRY(database->make_first_families());
  if (options.hooks) {
    options.hooks->db = database->db_.get();
    options.hooks->family = [&families = database->families_](SpaceId space) {
      return families.find_or_null(space)->handle;
    };
  }
  return database;
}

Result<void> Database::prepare_directories() {
  const std::string doing = "preparing " + options_.directory;
  QUONDAM_TRY(check(make_directory(*file_system_, options_.directory), doing));
  // Before anything is swept: it may be another's that is at work.
  QUONDAM_ASSIGN(lock_, DirectoryLock::take(file_system_, options_.directory));
  QUONDAM_TRY(check(make_directory(*file_system_, path()), doing));
  QUONDAM_TRY(check(make_directory(*file_system_, clones_path()), doing));
  QUONDAM_TRY(check(remove_subdirectories(*file_system_, clones_path()), doing));
  return check(remove_temporary_files(*file_system_, path()), doing);
}

Result<void> Database::open_families() {
  const rocksdb::Status opened = try_open(options_maker_.for_database(), {});
  if (opened.ok()) return {};
  if (is_lock_refused(opened)) return open_elsewhere(options_.directory, opened);
  Error error = to_error(opened, "opening " + options_.directory);
  if (error.code != ErrorCode::corruption) return tl::unexpected(std::move(error));
  return open_without_unreadable_files(error);
}

rocksdb::Status Database::try_open(const rocksdb::DBOptions& options,
                                   const std::set<std::string>& damaged) {
  std::vector<std::string> names;
  rocksdb::Status status = env_->FileExists(path() + "/CURRENT");
  if (status.ok()) status = rocksdb::DB::ListColumnFamilies(options, path(), &names);
  if (status.IsNotFound()) {
    names = {rocksdb::kDefaultColumnFamilyName};
  } else if (!status.ok()) {
    return status;
  }

  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) {
    const auto known = FamilyName::parse(name);
    if (!known && name != rocksdb::kDefaultColumnFamilyName) {
      return rocksdb::Status::Corruption("there is a column family that is not ours", name);
    }
    descriptors.emplace_back(
        name, known ? options_maker_.for_space(*known) : options_maker_.for_own_family());
    if (damaged.contains(name)) descriptors.back().options.disable_auto_compactions = true;
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  status = rocksdb::DB::Open(options, path(), descriptors, &handles, &db);
  if (!status.ok()) return status;
  db_.reset(db);
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    const auto name = FamilyName::parse(handle->GetName());
    auto family = std::make_shared<Family>(*db_, handle, name ? name->space : 0,
                                           name ? options_maker_.groups_of(name->space) : nullptr);
    if (damaged.contains(handle->GetName())) family->damage = Damage::missing_file;
    if (name) {
      families_.add(std::move(family));
    } else {
      own_family_ = std::move(family);
    }
  }
  return status;
}

Result<void> Database::open_without_unreadable_files(const Error& why) {
  auto unreadable = find_unreadable_files(path(), options_maker_, file_system_);
  if (!unreadable || unreadable->empty()) {
    std::string message = why.message;
    const std::string log = file_system_->last_log_read();
    if (!log.empty() && message.find(log) == std::string::npos) {
      message += " (the last log read was " + log + ")";
    }
    return fail(why.code, std::move(message));
  }
  std::set<std::string> families;
  for (const UnreadableFile& file : *unreadable) {
    if (file.family == rocksdb::kDefaultColumnFamilyName) {
      return fail(ErrorCode::corruption, "the engine's own records are unreadable: " + file.path);
    }
    families.insert(file.family);
  }
  QUONDAM_TRY(stand_in_for(*unreadable, *file_system_));
  rocksdb::DBOptions options = options_maker_.for_database();
  // A stand-in has an id of its own.
  options.verify_sst_unique_id_in_manifest = false;
  return check(try_open(options, families),
               "opening " + options_.directory + " without " + unreadable->front().path);
}

Result<void> Database::drop_unfinished_clones() {
  std::vector<std::string> marks;
  {
    const std::unique_ptr<rocksdb::Iterator> iterator(
        db_->NewIterator(rocksdb::ReadOptions(), own_family_->handle));
    const rocksdb::Slice prefix(kCloneMarkPrefix.data(), kCloneMarkPrefix.size());
    for (iterator->Seek(prefix); iterator->Valid() && iterator->key().starts_with(prefix);
         iterator->Next()) {
      marks.push_back(iterator->key().ToString());
    }
    QUONDAM_TRY(check(iterator->status(), "reading the engine's own records"));
  }
  for (const std::string& mark : marks) {
    SpaceId target = 0;
    std::from_chars(mark.data() + kCloneMarkPrefix.size(), mark.data() + mark.size(), target);
    if (const FamilyRef family = families_.find_or_null(target)) {
      QUONDAM_TRY(check(db_->DropColumnFamily(family->handle), "dropping an unfinished clone"));
      families_.remove(target);
    }
    rocksdb::WriteOptions write;
    write.sync = true;
    QUONDAM_TRY(
        check(db_->Delete(write, own_family_->handle, mark), "dropping an unfinished clone"));
  }
  return {};
}

Result<void> Database::make_first_families() {
  for (const SpaceId space : {kCatalogSpace, kHistorySpace, kChangesSpace}) {
    if (!families_.find_or_null(space)) QUONDAM_TRY(make_family(space));
  }
  return {};
}

Result<CommitTime> Database::lease() const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), own_family_->handle,
               rocksdb::Slice(kLeaseKey.data(), kLeaseKey.size()), &value);
  if (status.IsNotFound()) return 0;
  QUONDAM_TRY(check(status, "reading the clock's lease"));
  if (const auto lease = Decoder(value).u64()) return *lease;
  return fail(ErrorCode::corruption, "the clock's lease is unreadable");
}

Result<void> Database::make_family(SpaceId space) {
  const FamilyName name{.space = space};
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  QUONDAM_TRY(check(db_->CreateColumnFamily(options_maker_.for_space(name), name.text(), &handle),
                    "making space " + std::to_string(space)));
  families_.add(std::make_shared<Family>(*db_, handle, space, options_maker_.groups_of(space)));
  return {};
}

}  // namespace quondam::engine::rocks
