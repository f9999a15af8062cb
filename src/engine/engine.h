// The engine seam: ordered key spaces, atomic transactions, snapshots, clones.
//
// Everything above this header works on any engine that keeps the contract written here, one
// machine or many; engine/contract_test.cc runs over every one of them. What the seam promises:
//
//   * A space is a named ordered map from bytes to bytes. A table's state is one space, cloned and
//     dropped as one.
//   * A key names its partition (a routing token). Two keys of one partition are read consistently
//     by one snapshot; nothing is promised about two partitions: they may live on two machines.
//   * transact() and submit() are the only ways to write. The keys that the function reads are
//     declared; its writes are atomic across spaces and partitions; they are acknowledged when they
//     are durable (synced to the disk).
//   * Commit times are unique and grow, across restarts and clock steps. What is causally later has
//     a later time; nor is a commit's time earlier than that of a commit which read what it
//     replaces.
//   * safe_time(): every commit at or before it is visible, and no later commit will be at or
//     before it.
//   * A space that does not exist is not_found, for reads and writes alike.
//
// Lifetime: an engine outlives its snapshots, cursors and transactions. All methods are
// thread-safe; a cursor belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace quondam::engine {

// Names a space. Chosen by the caller, never reused.
using SpaceId = std::uint32_t;

// Microseconds since the epoch, from the engine's hybrid logical clock. Zero is before every
// commit.
using CommitTime = std::uint64_t;

// Spaces that exist from the start; the others are made by create_space and clone.
inline constexpr SpaceId kCatalogSpace = 1;
inline constexpr SpaceId kHistorySpace = 2;
inline constexpr SpaceId kChangesSpace = 3;
inline constexpr SpaceId kFirstFreeSpace = 16;

// A routing token, derived from a table's partition key by the caller.
using Partition = std::uint64_t;

struct Key {
  SpaceId space = 0;
  Partition partition = 0;
  std::string bytes;

  friend bool operator==(const Key&, const Key&) = default;
};

// Keys of one space from `begin` up to but not including `end`; an empty end means to the end of
// the space. With a partition, the caller knows that every key of the range is in it; without one,
// all partitions are merged in key order.
struct Range {
  SpaceId space = 0;
  std::string begin;
  std::string end;
  std::optional<Partition> partition;
};

// Walks a range in both directions, over the state of the snapshot that made it. Views stay valid
// until the next move. After a move that ends with valid() == false, status() says whether the
// range ended or the disk failed: an unreadable block is ErrorCode::corruption, never a silent end.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual void seek_to_first() = 0;
  virtual void seek_to_last() = 0;
  // To the first key >= `key`.
  virtual void seek(std::string_view key) = 0;
  // To the last key <= `key`.
  virtual void seek_for_prev(std::string_view key) = 0;
  virtual void next() = 0;
  virtual void prev() = 0;
  [[nodiscard]] virtual bool valid() const = 0;
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual std::string_view value() const = 0;
  [[nodiscard]] virtual Result<void> status() const = 0;
};

class Snapshot {
 public:
  virtual ~Snapshot() = default;
  [[nodiscard]] virtual Result<std::optional<std::string>> get(const Key& key) const = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<Cursor>> cursor(const Range& range) const = 0;
  // The value of the range's first key; nothing when the range is empty. Where the range lies in
  // one group (GroupRule), this is cheaper than a cursor.
  [[nodiscard]] virtual Result<std::optional<std::string>> first_value(const Range& range) const;
};

// What a transaction's function sees. Reads see the state before the transaction, never its own
// writes.
class Transaction {
 public:
  virtual ~Transaction() = default;
  // The time of this commit; greater than the time of every commit whose effect get() can show.
  [[nodiscard]] virtual CommitTime time() const = 0;
  // `key` must be one of the declared keys.
  [[nodiscard]] virtual Result<std::optional<std::string>> get(const Key& key) = 0;
  // A key that only ever changes together with a declared one (an entry of an index): the declared
  // one protects it.
  [[nodiscard]] virtual Result<std::optional<std::string>> get_derived(const Key& key) = 0;
  // The declared keys, and keys that only ever change together with them. A key is written once: a
  // second write of the same key is a programming error (the timeline's "one commit writes a key
  // once").
  virtual void put(const Key& key, std::string value) = 0;
  virtual void erase(const Key& key) = 0;
};

// What a transaction's writes mean for a disk that is nearly full.
enum class DiskUse {
  takes,  // they are refused with no_space while the last of it is kept back
  frees,  // few and small, and space comes back by them: they may use what is kept back
};

// The keys that a transaction reads. `exclusive` keys are those it may also write; `shared` keys
// are only read, and many transactions can hold them at once: a table's settings, so that a change
// of the settings fences every write.
struct Declared {
  std::vector<Key> exclusive;
  std::vector<Key> shared;

  // Not null: do not wait for another transaction that said so too and holds one of the exclusive
  // keys, but fail with conflict, and tell here which ones (positions in `exclusive`) it holds.
  std::vector<std::size_t>* contended = nullptr;

  DiskUse disk_use = DiskUse::takes;
};

// May run more than once (an engine that checks versions retries it), so it has no effects but on
// the transaction and on variables it sets anew each time. An error means: write nothing, and
// return this error from transact().
using TransactFunction = std::function<Result<void>(Transaction&)>;

// Decides which records of a shared space are dead. Asked during compactions, at any time, by any
// thread: it must be fast, must not block, and once true for a record must stay true. Compactions
// do not respect snapshots: who reads records that may die holds a floor (timeline/window.h).
class DropRule {
 public:
  virtual ~DropRule() = default;
  [[nodiscard]] virtual bool droppable(std::string_view key, std::string_view value) const = 0;
};

// Which keys of a shared space stand together: a key's group is its first so many bytes, and no
// group is the beginning of another. Asked for every key written and looked for, by any thread.
class GroupRule {
 public:
  virtual ~GroupRule() = default;
  // The bytes of the key's group; 0 for a key, or a part of one, that has none.
  [[nodiscard]] virtual std::size_t group_bytes(std::string_view key) const = 0;
};

struct SpaceSize {
  std::uint64_t bytes = 0;  // on disk, before sharing with clones is taken off
  std::uint64_t keys = 0;   // an estimate
};

// What a clone is for.
enum class CloneUse {
  table,  // reads and writes, as any space
  kept,   // is read, and cloned again; takes no writes, so nothing in it ever needs to be rewritten
};

class Engine {
 public:
  virtual ~Engine() = default;

  // Runs `function` as described above and returns the commit time once its writes are durable and
  // visible. A function that writes nothing costs no sync. Errors: the function's own; no_space,
  // io_error, corruption of the engine.
  virtual Result<CommitTime> transact(const Declared& declared,
                                      const TransactFunction& function) = 0;

  // As transact(), but does not wait for the disk: `function` has run when the call returns. An
  // error means that nothing was submitted, and `done` is not called. Otherwise `done` is called
  // once, with what transact() would return: before this call returns, or later by a thread of the
  // engine's, which it must not hold up.
  using Done = std::function<void(Result<CommitTime>)>;
  virtual Result<void> submit(const Declared& declared, const TransactFunction& function,
                              Done done) {
    QUONDAM_ASSIGN(const CommitTime time, transact(declared, function));
    done(time);
    return {};
  }

  // The latest committed value.
  [[nodiscard]] virtual Result<std::optional<std::string>> get(const Key& key) = 0;
  [[nodiscard]] virtual std::shared_ptr<const Snapshot> snapshot() = 0;

  // Every commit at or before the returned time is visible, and every later commit has a later
  // time, also after a crash and a restart with the clock set back. Not before the caller's own
  // last commit.
  [[nodiscard]] virtual Result<CommitTime> safe_time() = 0;

  // The change shard of a partition: commits of one shard are read in one order. Embedded engines
  // have one.
  [[nodiscard]] virtual std::uint16_t change_shard(Partition partition) const = 0;
  [[nodiscard]] virtual std::uint16_t change_shards() const = 0;

  // Spaces. Creating one that exists is already_exists; cloning or dropping one that does not is
  // not_found.
  virtual Result<void> create_space(SpaceId space) = 0;
  virtual Result<void> drop_space(SpaceId space) = 0;
  [[nodiscard]] virtual std::vector<SpaceId> spaces() const = 0;
  // Spaces with stored data that was found unreadable: they take no writes, and answer corruption
  // where the data is needed. The others are whole.
  [[nodiscard]] virtual std::vector<SpaceId> damaged() const { return {}; }
  // Whether commits are taken at present; no_space or io_error, and why not. For who watches: a
  // commit finds out by itself.
  [[nodiscard]] virtual Result<void> accepts_commits() const { return {}; }
  // Makes `target` hold every commit that was visible when the call began, and perhaps some later
  // ones. Durable when it returns. Writes to `source` go on meanwhile.
  virtual Result<void> clone(SpaceId source, SpaceId target, CloneUse use) = 0;
  [[nodiscard]] virtual Result<SpaceSize> size(SpaceId space) = 0;
  // About how many bytes a range takes, without reading it.
  [[nodiscard]] virtual Result<std::uint64_t> approximate_bytes(const Range& range) = 0;

  // Rewrites a space now, so that what its DropRule gives up leaves the disk.
  virtual Result<void> reclaim(SpaceId space) = 0;
};

// The rules for the shared spaces; given at open, because a compaction may start at once.
struct SpaceRules {
  std::shared_ptr<const DropRule> history;
  std::shared_ptr<const DropRule> changes;
  std::shared_ptr<const GroupRule> history_groups = nullptr;
};

inline Result<std::optional<std::string>> Snapshot::first_value(const Range& range) const {
  QUONDAM_ASSIGN(const auto first, cursor(range));
  first->seek_to_first();
  if (first->valid()) return std::string(first->value());
  QUONDAM_TRY(first->status());
  return std::nullopt;
}

}  // namespace quondam::engine
