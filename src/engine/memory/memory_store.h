// What the memory engines keep: spaces, the shards that each space is spread over, the lease. It
// outlives the engine, as a disk outlives a process, so that a restart is a new engine over the
// same store.
//
// A shard has one lock and counts its commits for itself; a plain memory engine has one shard. A
// snapshot pins a shard's sequence number.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/memory/versioned_map.h"

namespace quondam::engine {

// The sequence numbers of one shard that snapshots still read at.
class Pins {
 public:
  using Pin = std::shared_ptr<const Sequence>;

  [[nodiscard]] Pin take(Sequence sequence);
  [[nodiscard]] Sequence oldest(Sequence current) const;

 private:
  struct Open {
    std::mutex mutex;
    std::multiset<Sequence> sequences;
  };
  // Shared with the pins, which may outlive the shard.
  std::shared_ptr<Open> open_ = std::make_shared<Open>();
};

// One map a shard. Each map is guarded by its shard's lock. Readers that hold a space go on reading
// it after it was dropped.
struct Space {
  std::vector<VersionedMap> maps;
};

struct Write {
  Key key;
  Value value;  // null: erase
};

// A declared key as a transaction saw it.
struct Seen {
  Key key;
  std::shared_ptr<Space> space;  // null: there is none
  VersionedMap::Newest newest;
};

class MemoryStore {
 public:
  explicit MemoryStore(std::size_t shards);

  [[nodiscard]] std::size_t shards() const { return shards_.size(); }
  [[nodiscard]] std::size_t shard_of(Partition partition) const {
    return partition % shards_.size();
  }

  // Null: there is none.
  [[nodiscard]] std::shared_ptr<Space> find(SpaceId space) const;
  [[nodiscard]] std::vector<SpaceId> spaces() const;
  Result<void> create(SpaceId space);
  Result<void> drop(SpaceId space);
  // Copies shard by shard, each as it is when its turn comes. `between` is called before each
  // shard, without a lock.
  Result<void> clone(SpaceId source, SpaceId target, const std::function<void()>& between);

  [[nodiscard]] Seen see(const Key& key) const;
  // All writes at once, in every shard. False: nothing was written, because one of `read` is not as
  // it was seen, or because one of the written keys was read by a commit with a later time, which
  // must not have been without this one's effect.
  Result<bool> commit(CommitTime time, const std::vector<Write>& writes,
                      const std::vector<Seen>& read);

  [[nodiscard]] Pins::Pin pin(std::size_t shard);
  // Calls `read` with the map of the space, the shard locked.
  template <typename Read>
  auto read(const Space& space, std::size_t shard, Read read) const {
    const std::shared_lock lock(shards_[shard].mutex);
    return read(space.maps[shard]);
  }
  void compact(Space& space, std::size_t shard, const DropRule& rule, std::size_t count);

  [[nodiscard]] CommitTime lease() const { return lease_; }
  Result<void> persist_lease(CommitTime lease);

  // The power fails: from now on nothing reaches the store, and commits answer io_error, until it
  // returns.
  void lose_power() { powered_ = false; }
  void restore_power() { powered_ = true; }

 private:
  struct Shard {
    mutable std::shared_mutex mutex;
    Sequence sequence = 0;
    Pins pins;
    // The latest commit that read a key, for all keys of one hash together: one that is too late
    // costs a retry only.
    std::array<CommitTime, 1024> read_at{};

    CommitTime& read_time(const Key& key);
  };

  [[nodiscard]] bool unchanged_locked(const std::vector<Seen>& seen) const;

  std::vector<Shard> shards_;
  // Locked before any shard, if both.
  mutable std::shared_mutex spaces_mutex_;
  std::map<SpaceId, std::shared_ptr<Space>> spaces_;
  std::atomic<CommitTime> lease_ = 0;
  std::atomic<bool> powered_ = true;
};

}  // namespace quondam::engine
