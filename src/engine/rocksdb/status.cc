#include "engine/rocksdb/status.h"

namespace quondam::engine::rocks {

namespace {

// A file that the database counts on and that is gone is damage, not a passing failure of the disk.
bool is_missing_file(const rocksdb::Status& status) {
  return status.IsPathNotFound() ||
         status.ToString().find("No such file or directory") != std::string::npos;
}

ErrorCode code_of(const rocksdb::Status& status) {
  if (is_no_space(status)) return ErrorCode::no_space;
  if (status.IsCorruption()) return ErrorCode::corruption;
  if (status.IsShutdownInProgress()) return ErrorCode::shutting_down;
  if (status.IsIOError()) {
    return is_missing_file(status) ? ErrorCode::corruption : ErrorCode::io_error;
  }
  return ErrorCode::internal;
}

}  // namespace

bool is_no_space(const rocksdb::Status& status) {
  return status.IsNoSpace() || status.subcode() == rocksdb::Status::SubCode::kSpaceLimit;
}

Error to_error(const rocksdb::Status& status, std::string_view doing) {
  return Error{code_of(status), std::string(doing) + ": " + status.ToString()};
}

}  // namespace quondam::engine::rocks
