// Coming up without a table file.
//
// RocksDB opens nothing at all when one file of one family is missing, cut short or has an
// unreadable end. Then the MANIFEST is read without opening the files, to learn which of them are
// unreadable and whose they are; the database is opened with stand-ins for them (an empty table of
// the recorded size, in memory only); and their spaces are marked: they answer corruption to every
// read and write, and are not compacted. Nothing on the disk is changed, so putting the file back
// and restarting is all it takes to have the space again.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/rocksdb/db_options.h"
#include "engine/rocksdb/guarded_file_system.h"

namespace quondam::engine::rocks {

struct UnreadableFile {
  std::string path;
  std::uint64_t size_bytes = 0;  // as the MANIFEST has it
  std::string family;
};

// The table files of the database at `path` that RocksDB would fail to open.
Result<std::vector<UnreadableFile>> find_unreadable_files(
    const std::string& path, const OptionsMaker& options,
    const std::shared_ptr<rocksdb::FileSystem>& file_system);

// Makes `file_system` answer for them.
Result<void> stand_in_for(const std::vector<UnreadableFile>& files, GuardedFileSystem& file_system);

}  // namespace quondam::engine::rocks
