// The embedded engine: librocksdb, one directory. One column family a space, one write-ahead log,
// so that a transaction over several spaces is one synced record of the log. What RocksDB 7.8 does
// wrong by itself, and what is done about it, stands in docs/formats/engine.md and at the head of
// the files of this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "engine/engine.h"

namespace quondam::engine {

namespace rocks {
struct TestHooks;  // engine/rocksdb/test_hooks.h
}

struct RocksDbOptions {
  enum class Durability {
    synced,   // a commit is on the disk before transact() returns
    relaxed,  // within 100 ms after; a power cut loses the last commits, each whole
  };

  // Made if it does not exist. Holds `db` (RocksDB's files), `LOCK`, and while a clone is made
  // `clones`.
  std::string directory;
  Durability durability = Durability::synced;

  // Memory, in bytes. A state space's write buffer bounds what a clone has to flush first.
  std::uint64_t block_cache_bytes = 256ULL << 20;
  std::uint64_t state_write_buffer_bytes = 16ULL << 20;
  std::uint64_t shared_write_buffer_bytes = 64ULL << 20;
  // Over all spaces together; beyond it the largest is flushed. Not below 256 MB in production:
  // with thousands of spaces, each one's first block counts.
  std::uint64_t all_write_buffers_bytes = 512ULL << 20;
  std::uint64_t log_bytes = 512ULL << 20;
  int open_files = 1000;

  // Transactions are refused with no_space while the disk has less than this, so that compactions,
  // which give space back, still have some to work in. Those that free space (DiskUse) may use
  // three quarters of it: a full disk can be emptied by deleting tables.
  std::uint64_t reserve_bytes = 64ULL << 20;

  std::shared_ptr<rocks::TestHooks> hooks;  // tests only
};

// Opens the database, or makes it. What a crash left half made (clones, export directories) is
// removed first. Errors:
//   corruption  a log is damaged before its end, or the files that name the others are; the message
//   names the file.
//               A table file that is missing or unreadable does not fail the opening: its space is
//               named by damaged().
//   in_use      another process has the directory open
//   no_space, io_error
// `clock` must outlive the engine.
Result<std::unique_ptr<Engine>> open_rocksdb(const RocksDbOptions& given, SpaceRules rules,
                                             const Clock& clock);

}  // namespace quondam::engine
