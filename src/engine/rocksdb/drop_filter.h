// A DropRule as RocksDB's compaction filter.
//
// Compaction filters do not respect snapshots, and 7.8 refuses every write once a filter asks for
// it (IgnoreSnapshots() == false): whoever reads records that may die holds a floor above the
// engine.
#pragma once

#include <rocksdb/compaction_filter.h>

#include <memory>

#include "engine/engine.h"

namespace quondam::engine::rocks {

std::shared_ptr<rocksdb::CompactionFilterFactory> make_drop_filter(
    std::shared_ptr<const DropRule> rule);

}  // namespace quondam::engine::rocks
