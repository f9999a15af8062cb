// RocksDB's Status as an Error of ours.
#pragma once

#include <rocksdb/status.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace quondam::engine::rocks {

// What to tell of a failed status; `doing` says what was tried ("cloning space 17").
Error to_error(const rocksdb::Status& status, std::string_view doing);

inline Result<void> check(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return {};
  return tl::unexpected(to_error(status, doing));
}

bool is_no_space(const rocksdb::Status& status);

}  // namespace quondam::engine::rocks
