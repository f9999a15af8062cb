// An ordered map that remembers the versions of each key for as long as a reader needs them: the
// storage of the memory engines. Every write has a sequence number; a read names the sequence
// number that it sees the map at.
//
// Not thread-safe: the shard that owns the map locks it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace quondam::engine {

// Counts the commits of one shard.
using Sequence = std::uint64_t;
// Null: there is no such key.
using Value = std::shared_ptr<const std::string>;

class VersionedMap {
 public:
  // The newest state of a key, and a number that differs whenever the key was written in between.
  struct Newest {
    Value value;
    Sequence version = 0;
  };
  struct Row {
    std::string key;
    Partition partition = 0;
    Value value;
  };

  // Asserts that a key always comes with the same partition.
  [[nodiscard]] Value get(const Key& key, Sequence at) const;
  [[nodiscard]] Newest newest(const Key& key) const;
  // The first row at or after `from` (after it, if not inclusive), and the last row before `to` (or
  // at it, if inclusive; nullopt: of the whole map).
  [[nodiscard]] std::optional<Row> first(std::string_view from, bool inclusive, Sequence at) const;
  [[nodiscard]] std::optional<Row> last(std::optional<std::string_view> to, bool inclusive,
                                        Sequence at) const;

  // A null value erases. Asserts that the last write of the key has an earlier time: where it has
  // not, somebody wrote a key that no declared key protects.
  void write(const Key& key, Value value, Sequence sequence, CommitTime time);

  // Forgets what no reader at or after `oldest` can see.
  void collect(Sequence oldest);
  // Asks the rule about the next `count` rows, going round, and removes the dead ones under every
  // reader's feet, as a compaction does.
  void compact(const DropRule& rule, std::size_t count);

  // The newest rows as a new map in which everything was written at `sequence`.
  [[nodiscard]] VersionedMap copy(Sequence sequence) const;

  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  [[nodiscard]] SpaceSize size() const;

 private:
  struct Version {
    Sequence sequence;
    CommitTime time;
    Value value;
  };
  struct History {
    Partition partition;
    std::vector<Version> versions;  // oldest first, never empty

    [[nodiscard]] const Value& at(Sequence sequence) const;
  };

  std::map<std::string, History, std::less<>> rows_;
  // Writes that left something to forget, in order.
  std::deque<std::pair<Sequence, std::string>> superseded_;
  // No key that is missing from rows_ was written after it.
  Sequence forgotten_ = 0;
  std::string compacted_to_;
};

}  // namespace quondam::engine
