// Reading: the latest value, snapshots, cursors.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/rocksdb/family.h"

namespace quondam::engine::rocks {

// The value of `key` in `family`, as of `snapshot` or, without one, the latest.
Result<std::optional<std::string>> read(const Family& family, std::string_view key,
                                        const rocksdb::Snapshot* snapshot);

std::shared_ptr<const Snapshot> take_snapshot(rocksdb::DB& db, const Families& families);

}  // namespace quondam::engine::rocks
