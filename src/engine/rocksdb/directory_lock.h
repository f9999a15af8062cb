// One process at a time has the data directory. RocksDB locks its own files only, and not before it
// has opened them: what a start sweeps away would be the running server's.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace quondam::engine::rocks {

class DirectoryLock {
 public:
  // Held for as long as the object lives, on the file LOCK in `directory`, which exists. in_use
  // when another holds it.
  static Result<std::unique_ptr<DirectoryLock>> take(
      std::shared_ptr<rocksdb::FileSystem> file_system, const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  DirectoryLock(std::shared_ptr<rocksdb::FileSystem> file_system, rocksdb::FileLock* lock)
      : file_system_(std::move(file_system)), lock_(lock) {}

  const std::shared_ptr<rocksdb::FileSystem> file_system_;
  rocksdb::FileLock* const lock_;  // the file system's, until it is given back
};

// Whether a lock was refused because another holds it. RocksDB's own may be held without the one
// above: by a tool, or by a server from before there was one.
bool is_lock_refused(const rocksdb::Status& status);

// The error for who comes second.
tl::unexpected<Error> open_elsewhere(const std::string& directory, const rocksdb::Status& why);

}  // namespace quondam::engine::rocks
