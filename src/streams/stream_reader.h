// The records of a stream, read from the timeline: the table's changes in order, each joined with
// the item before and after it, as the history has them. Nothing is written for a stream.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/table.h"
#include "engine/engine.h"
#include "item/attribute_value.h"
#include "streams/shards.h"

namespace quondam::streams {

enum class EventName { insert, modify, remove };

struct StreamRecord {
  Position position;
  EventName event = EventName::insert;
  timeline::Who who;
  item::Item keys;
  // Items in stored form (item/stored.h); only those that the stream's view shows.
  std::optional<std::string> old_image;
  std::optional<std::string> new_image;
  std::size_t size_bytes = 0;  // of keys and images
};

// API reference, GetRecords: 1,000 records or 1 MB, whichever comes first.
inline constexpr std::size_t kMostRecords = 1000;
inline constexpr std::size_t kMostBytes = 1024 * 1024;

struct StreamPage {
  std::vector<StreamRecord> records;
  // Where to read on; nullopt when the shard is closed and read to its end.
  std::optional<Position> next;
};

// Up to `most_records` records of the shard from `from` on, which was derived at `now`: a safe_time
// taken before the call. A change that changed nothing is no record. The history from `from` on is
// pinned (timeline/window.h).
Result<StreamPage> read_shard(engine::Engine& engine, const catalog::Table& table,
                              const catalog::Stream& stream, const Shard& shard, Position from,
                              std::size_t most_records, CommitTime now);

}  // namespace quondam::streams
