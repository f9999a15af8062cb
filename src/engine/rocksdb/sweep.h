// Removing what a crash left: export directories with their links, temporary files.
#pragma once

#include <rocksdb/file_system.h>

#include <string>

namespace quondam::engine::rocks {

// Removes a directory of files. OK when there is none.
rocksdb::IOStatus remove_directory(rocksdb::FileSystem& file_system, const std::string& path);

// Removes every directory in `path`.
rocksdb::IOStatus remove_subdirectories(rocksdb::FileSystem& file_system, const std::string& path);

// Removes the files in `path` whose names end in ".dbtmp".
rocksdb::IOStatus remove_temporary_files(rocksdb::FileSystem& file_system, const std::string& path);

// Makes a directory, and its parents, that last: each one's parent is synced. `path` is absolute.
rocksdb::IOStatus make_directory(rocksdb::FileSystem& file_system, const std::string& path);

}  // namespace quondam::engine::rocks
