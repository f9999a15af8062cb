#include "engine/rocksdb/missing_files.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <utility>

#include "engine/rocksdb/status.h"

namespace quondam::engine::rocks {

namespace {

// Of format_version 5: the magic number, the version, two block handles, the checksum's type.
constexpr std::size_t kFooterBytes = 53;

class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// The smallest table there is: one key, no filter.
Result<std::string> make_image() {
  const std::unique_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  rocksdb::Options options;
  options.env = memory.get();
  options.compression = rocksdb::kNoCompression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  const std::string path = "/stand-in";
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options);
  QUONDAM_TRY(check(writer.Open(path), "making a stand-in"));
  QUONDAM_TRY(check(writer.Put("k", ""), "making a stand-in"));
  QUONDAM_TRY(check(writer.Finish(), "making a stand-in"));
  std::string image;
  QUONDAM_TRY(check(rocksdb::ReadFileToString(memory.get(), path, &image), "making a stand-in"));
  return image;
}

bool is_readable(const std::string& path, std::uint64_t size_bytes, rocksdb::Env* env,
                 const rocksdb::Options& options) {
  std::uint64_t found_bytes = 0;
  if (!env->GetFileSize(path, &found_bytes).ok() || found_bytes != size_bytes) return false;
  rocksdb::SstFileReader reader(options);
  return reader.Open(path).ok();
}

}  // namespace

Result<std::vector<UnreadableFile>> find_unreadable_files(
    const std::string& path, const OptionsMaker& options,
    const std::shared_ptr<rocksdb::FileSystem>& file_system) {
  const auto view =
      std::make_shared<GuardedFileSystem>(file_system, GuardedFileSystem::Rules{.hide_logs = true});
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(view);

  rocksdb::DBOptions db_options = options.for_database();
  db_options.env = env.get();
  db_options.listeners.clear();
  db_options.write_buffer_manager.reset();
  db_options.info_log = std::make_shared<SilentLogger>();
  // Here, and only here: nothing is written, and the list of files is all that is asked for.
  db_options.paranoid_checks = false;

  std::vector<std::string> names;
  QUONDAM_TRY(
      check(rocksdb::DB::ListColumnFamilies(db_options, path, &names), "reading the MANIFEST"));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.reserve(names.size());
  for (const std::string& name : names) {
    descriptors.emplace_back(name, options.for_own_family());
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  QUONDAM_TRY(check(rocksdb::DB::OpenForReadOnly(db_options, path, descriptors, &handles, &opened),
                    "listing the table files"));
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::vector<rocksdb::LiveFileMetaData> live;
  db->GetLiveFilesMetaData(&live);
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }

  const rocksdb::Options reader_options(db_options, options.for_own_family());
  std::vector<UnreadableFile> unreadable;
  for (const rocksdb::LiveFileMetaData& file : live) {
    const std::string file_path = file.directory + "/" + file.relative_filename;
    if (is_readable(file_path, file.size, env.get(), reader_options)) continue;
    unreadable.push_back({file_path, file.size, file.column_family_name});
  }
  return unreadable;
}

Result<void> stand_in_for(const std::vector<UnreadableFile>& files,
                          GuardedFileSystem& file_system) {
  QUONDAM_ASSIGN(std::string made, make_image());
  const auto image = std::make_shared<const std::string>(std::move(made));
  for (const UnreadableFile& file : files) {
    if (file.size_bytes < image->size()) {
      return fail(ErrorCode::corruption,
                  file.path + " is unreadable and too small to stand in for");
    }
    file_system.stand_in(file.path, file.size_bytes, image, kFooterBytes);
  }
  return {};
}

}  // namespace quondam::engine::rocks
