// Joins concurrent commits into one synced write of the log.
//
// One committing thread takes everything that waits, writes it as one batch with one sync, and
// tells each committer. Whoever commits may wait for that, or be called back: a server's thread
// prepares the next commits while this one syncs. Nobody spins: 64 writers may share two cores.
//
// The lease of CommitClock travels in the same batch when it is due; a batch and its lease are
// durable together, so no commit time is on the disk beyond the lease.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "engine/commit_clock.h"
#include "engine/rocksdb/family.h"

namespace quondam::engine::rocks {

// What the disk has left.
enum class Room {
  enough,
  reserve,  // for commits that free space only
  none,
};

struct Write {
  FamilyRef family;
  std::string key;
  std::optional<std::string> value;  // nullopt: erase
};

class GroupCommit {
 public:
  GroupCommit(rocksdb::DB& db, CommitClock& clock, bool sync, bool persist_lease);

  // Does what was submitted, then ends.
  ~GroupCommit();
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  // Called by the committing thread, which it must not hold up.
  using Done = std::function<void(Result<void>)>;

  // `done` is called once `writes`, and a lease that covers `time`, are durable (if syncing) and
  // visible, or have failed. All or nothing.
  void submit(std::vector<Write> writes, CommitTime time, DiskUse disk_use, Done done);

  // As submit(), and waits.
  Result<void> commit(std::vector<Write> writes, CommitTime time, DiskUse disk_use);

  // Makes a lease durable that covers `time`, if none does.
  Result<void> cover(CommitTime time);

  // While it is held no batch is written: whoever is about to make a family unwritable holds it.
  [[nodiscard]] std::unique_lock<std::mutex> exclusion();

  // Commits for which there is no room are refused with no_space.
  void set_room(Room room) { room_ = room; }
  [[nodiscard]] Room room() const { return room_; }

  // True once after commits that are not synced yet (relaxed durability).
  bool take_unsynced() { return unsynced_.exchange(false); }

 private:
  struct Commit {
    std::vector<Write> writes;
    CommitTime time = 0;
    DiskUse disk_use = DiskUse::takes;
    Done done;
    std::size_t bytes = 0;
    Result<void> result;
  };
  using Group = std::vector<Commit>;

  void run();
  // What waits, up to the largest group. queue_mutex_ held.
  Group take_group();
  void write(Group& group);
  [[nodiscard]] bool has_room(const Commit& commit) const;
  rocksdb::Status write_batch(rocksdb::WriteBatch& batch);

  rocksdb::DB& db_;
  CommitClock& clock_;
  const bool sync_;
  const bool persist_lease_;
  std::atomic<bool> unsynced_{false};
  std::atomic<Room> room_{Room::enough};

  std::mutex queue_mutex_;
  std::condition_variable wake_;
  std::deque<Commit> queue_;
  bool sleeping_ = false;
  bool stop_ = false;

  std::mutex write_mutex_;
  std::thread thread_;  // last: it uses the others
};

// The lease's record in the default family.
inline constexpr std::string_view kLeaseKey = "lease";

}  // namespace quondam::engine::rocks
