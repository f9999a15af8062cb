// The engine's one background thread: syncs the log of relaxed commits every 100 ms, watches the
// disk's free space, and takes a damaged space out of compaction (which a listener of RocksDB must
// not do itself).
#pragma once

#include <rocksdb/db.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/rocksdb/damage.h"
#include "engine/rocksdb/family.h"
#include "engine/rocksdb/group_commit.h"

namespace quondam::engine::rocks {

class Maintenance {
 public:
  struct Settings {
    std::string path;
    bool sync_log = false;
    std::uint64_t reserve_bytes = 0;
  };

  Maintenance(rocksdb::DB& db, GroupCommit& commits, DamageListener& damage, Settings settings);
  ~Maintenance();
  Maintenance(const Maintenance&) = delete;
  Maintenance& operator=(const Maintenance&) = delete;

  // Ends the space's compactions, soon.
  void quarantine(FamilyRef family);

 private:
  void run();
  void watch_free_space();
  void resume_when_there_is_space();

  rocksdb::DB& db_;
  GroupCommit& commits_;
  DamageListener& damage_;
  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<FamilyRef> to_quarantine_;
  bool stop_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace quondam::engine::rocks
