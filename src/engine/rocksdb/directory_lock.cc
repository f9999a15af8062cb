#include "engine/rocksdb/directory_lock.h"

#include <utility>

#include "engine/rocksdb/status.h"

namespace quondam::engine::rocks {

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(
    std::shared_ptr<rocksdb::FileSystem> file_system, const std::string& directory) {
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::IOStatus locked =
      file_system->LockFile(directory + "/LOCK", rocksdb::IOOptions(), &lock, nullptr);
  if (is_lock_refused(locked)) return open_elsewhere(directory, locked);
  QUONDAM_TRY(check(locked, "locking " + directory));
  return std::unique_ptr<DirectoryLock>(new DirectoryLock(std::move(file_system), lock));
}

DirectoryLock::~DirectoryLock() {
  file_system_->UnlockFile(lock_, rocksdb::IOOptions(), nullptr).PermitUncheckedError();
}

bool is_lock_refused(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() && text.find("lock") != std::string::npos &&
         text.find("LOCK") != std::string::npos;
}

tl::unexpected<Error> open_elsewhere(const std::string& directory, const rocksdb::Status& why) {
  return fail(ErrorCode::in_use, directory + " is open in another process: " + why.ToString());
}

}  // namespace quondam::engine::rocks
