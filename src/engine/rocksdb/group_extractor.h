// A GroupRule as RocksDB's prefix extractor.
//
// With one, a plain Seek stays within the prefix of what is sought and passes over what the filters
// say has none of it: any other iterator of such a family must ask for total_order_seek, or
// silently misses keys.
#pragma once

#include <rocksdb/slice_transform.h>

#include <memory>

#include "engine/engine.h"

namespace quondam::engine::rocks {

std::shared_ptr<const rocksdb::SliceTransform> make_group_extractor(
    std::shared_ptr<const GroupRule> rule);

}  // namespace quondam::engine::rocks
