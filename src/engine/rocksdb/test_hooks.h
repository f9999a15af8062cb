// What a test may replace inside the RocksDB engine: the file system below it, and each rule that
// the tests show to be needed by taking it away.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/metadata.h>

#include <functional>
#include <memory>
#include <vector>

#include "engine/engine.h"

namespace quondam::engine::rocks {

struct TestHooks {
  // Below everything the engine does with files; null is the machine's.
  std::shared_ptr<rocksdb::FileSystem> file_system;

  // The rules. All true in production.
  bool sync_links_before_manifest = true;
  bool refuse_options_files = true;
  bool tolerate_only_a_torn_tail = true;
  bool quarantine = true;
  bool verify_exported_files = true;
  bool persist_lease = true;

  // Sees, and may falsify, the list of files that a clone is about to import.
  std::function<void(std::vector<rocksdb::LiveFileMetaData>&)> after_export;
  // Called between the steps of a clone with the step's name; false stops the clone there, as a
  // crash would.
  std::function<bool(const char*)> at_step;
  // The database itself and a space's family, while it is open.
  rocksdb::DB* db = nullptr;
  std::function<rocksdb::ColumnFamilyHandle*(SpaceId)> family;
};

}  // namespace quondam::engine::rocks
