// Joins concurrent commits into one synced write of the log.
//
// The first committer to come leads: it takes everything that waits, writes it as one batch with
// one sync, hands the lead to the first of those who came meanwhile, and wakes its followers.
// Nobody spins: 64 writers may share two cores.
//
// The lease of CommitClock travels in the same batch when it is due; a batch and its lease are
// durable together, so no commit time is on the disk beyond the lease.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/commit_clock.h"
#include "engine/rocksdb/family.h"

namespace quondam::engine::rocks {

struct Write {
  FamilyRef family;
  std::string key;
  std::optional<std::string> value;  // nullopt: erase
};

class GroupCommit {
 public:
  GroupCommit(rocksdb::DB& db, CommitClock& clock, bool sync, bool persist_lease);

  // Returns once `writes`, and a lease that covers `time`, are durable (if syncing) and visible.
  // All or nothing.
  Result<void> commit(const std::vector<Write>& writes, CommitTime time);

  // Makes a lease durable that covers `time`, if none does.
  Result<void> cover(CommitTime time);

  // While it is held no batch is written: whoever is about to make a family unwritable holds it.
  [[nodiscard]] std::unique_lock<std::mutex> exclusion();

  // Refuses commits with no_space while set.
  void set_out_of_space(bool out_of_space) { out_of_space_ = out_of_space; }

  // True once after commits that are not synced yet (relaxed durability).
  bool take_unsynced() { return unsynced_.exchange(false); }

 private:
  class Waiter;
  using Group = std::vector<Waiter*>;

  void write(Group& group);
  rocksdb::Status write_batch(rocksdb::WriteBatch& batch);

  rocksdb::DB& db_;
  CommitClock& clock_;
  const bool sync_;
  const bool persist_lease_;
  std::atomic<bool> unsynced_{false};
  std::atomic<bool> out_of_space_{false};

  std::mutex queue_mutex_;
  Group queue_;
  bool led_ = false;

  std::mutex write_mutex_;
};

// The lease's record in the default family.
inline constexpr std::string_view kLeaseKey = "lease";

}  // namespace quondam::engine::rocks
