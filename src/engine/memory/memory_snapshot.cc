#include "engine/memory/memory_snapshot.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace quondam::engine {

namespace {

// Stands on a copy of a row, and looks the next one up in every shard that the range touches: slow,
// and hard to get wrong.
class MemoryCursor final : public Cursor {
 public:
  struct Part {
    std::size_t shard;
    Pins::Pin pin;
  };

  MemoryCursor(MemoryStore& store, std::shared_ptr<Space> space, Range range,
               std::vector<Part> parts)
      : store_(store),
        space_(std::move(space)),
        range_(std::move(range)),
        parts_(std::move(parts)) {}

  void seek_to_first() override { to_first(range_.begin, true); }

  void seek_to_last() override {
    if (range_.end.empty()) {
      to_last(std::nullopt, false);
    } else {
      to_last(range_.end, false);
    }
  }

  void seek(std::string_view key) override {
    to_first(std::max<std::string_view>(key, range_.begin), true);
  }

  void seek_for_prev(std::string_view key) override {
    if (!range_.end.empty() && key >= range_.end) {
      to_last(range_.end, false);
    } else {
      to_last(key, true);
    }
  }

  void next() override {
    assert(valid());
    to_first(std::string(row_->key), false);
  }

  void prev() override {
    assert(valid());
    to_last(std::string(row_->key), false);
  }

  [[nodiscard]] bool valid() const override { return row_.has_value(); }

  [[nodiscard]] std::string_view key() const override {
    assert(valid());
    return row_->key;
  }

  [[nodiscard]] std::string_view value() const override {
    assert(valid());
    return *row_->value;
  }

  [[nodiscard]] Result<void> status() const override { return {}; }

 private:
  void to_first(std::string_view from, bool inclusive) {
    std::optional<VersionedMap::Row> nearest;
    for (const Part& part : parts_) {
      auto row = store_.read(*space_, part.shard, [&](const VersionedMap& map) {
        return map.first(from, inclusive, *part.pin);
      });
      if (row && (!nearest || row->key < nearest->key)) nearest = std::move(row);
    }
    stand_on(std::move(nearest));
  }

  void to_last(std::optional<std::string_view> to, bool inclusive) {
    std::optional<VersionedMap::Row> nearest;
    for (const Part& part : parts_) {
      auto row = store_.read(*space_, part.shard, [&](const VersionedMap& map) {
        return map.last(to, inclusive, *part.pin);
      });
      if (row && (!nearest || row->key > nearest->key)) nearest = std::move(row);
    }
    stand_on(std::move(nearest));
  }

  void stand_on(std::optional<VersionedMap::Row> row) {
    const bool inside =
        row && row->key >= range_.begin && (range_.end.empty() || row->key < range_.end);
    row_ = inside ? std::move(row) : std::nullopt;
    assert((!row_ || !range_.partition || row_->partition == *range_.partition) &&
           "a range with a partition holds keys of that partition only");
  }

  MemoryStore& store_;
  std::shared_ptr<Space> space_;
  Range range_;
  std::vector<Part> parts_;
  std::optional<VersionedMap::Row> row_;
};

}  // namespace

MemorySnapshot::MemorySnapshot(MemoryStore& store, Pinning pinning)
    : store_(store), pins_(store.shards()) {
  if (pinning == Pinning::on_touch) return;
  for (std::size_t shard = 0; shard < store_.shards(); ++shard) pins_[shard] = store_.pin(shard);
}

Pins::Pin MemorySnapshot::pinned(std::size_t shard) const {
  const std::lock_guard lock(mutex_);
  if (!pins_[shard]) pins_[shard] = store_.pin(shard);
  return pins_[shard];
}

Result<std::optional<std::string>> MemorySnapshot::get(const Key& key) const {
  const auto space = store_.find(key.space);
  if (!space) return fail(ErrorCode::not_found, "there is no space " + std::to_string(key.space));
  const std::size_t shard = store_.shard_of(key.partition);
  const Pins::Pin pin = pinned(shard);
  const Value value =
      store_.read(*space, shard, [&](const VersionedMap& map) { return map.get(key, *pin); });
  return value ? std::optional(*value) : std::nullopt;
}

Result<std::unique_ptr<Cursor>> MemorySnapshot::cursor(const Range& range) const {
  auto space = store_.find(range.space);
  if (!space) return fail(ErrorCode::not_found, "there is no space " + std::to_string(range.space));
  std::vector<MemoryCursor::Part> parts;
  if (range.partition) {
    const std::size_t shard = store_.shard_of(*range.partition);
    parts.push_back({shard, pinned(shard)});
  } else {
    for (std::size_t shard = 0; shard < store_.shards(); ++shard) {
      parts.push_back({shard, pinned(shard)});
    }
  }
  return std::make_unique<MemoryCursor>(store_, std::move(space), range, std::move(parts));
}

}  // namespace quondam::engine
