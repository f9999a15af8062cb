#include "operations/table_size.h"

#include <algorithm>

#include "item/stored.h"

namespace quondam::operations {
namespace {

// Up to so many keys of so many bytes they are counted: ten milliseconds or so at most.
constexpr std::uint64_t kCountedKeys = 2'000;
constexpr std::uint64_t kCountedBytes = 32 << 20;
// The engine's estimate of a small part of a space that all tables share may be nothing at all.
constexpr std::uint64_t kCountedVersions = 200;

Result<Measured> count(engine::Engine& engine, catalog::TableId table, const item::KeyRange& range,
                       timeline::Moment moment) {
  Measured measured;
  QUONDAM_ASSIGN(const auto rows,
                 timeline::open_rows(engine.snapshot(), table,
                                     {range.begin, range.end, std::nullopt}, moment));
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(rows->payload()));
    measured.bytes += bytes;
    ++measured.items;
  }
  QUONDAM_TRY(rows->status());
  return measured;
}

// The bytes of each part, and the space's keys in the proportion of the bytes.
Result<void> estimate(engine::Engine& engine, catalog::TableId table, std::uint64_t keys,
                      Sizes& sizes) {
  std::uint64_t bytes = 0;
  for (auto& [number, measured] : sizes) {
    const item::KeyRange range = item::index_range(number);
    QUONDAM_ASSIGN(measured.bytes,
                   engine.approximate_bytes({table, range.begin, range.end, std::nullopt}));
    bytes += measured.bytes;
  }
  if (bytes == 0) return {};
  for (auto& [number, measured] : sizes) {
    const double part = static_cast<double>(measured.bytes) / static_cast<double>(bytes);
    measured.items = static_cast<std::uint64_t>(part * static_cast<double>(keys));
  }
  return {};
}

}  // namespace

Sizes nothing_of(const catalog::Table& table) {
  Sizes sizes{{item::kTableIndex, {}}};
  for (const catalog::Index& index : table.indexes) sizes[index.number] = {};
  return sizes;
}

Result<std::uint64_t> history_bytes(engine::Engine& engine, catalog::TableId table) {
  const engine::Range range = timeline::history_range(table, "", "", std::nullopt);
  QUONDAM_ASSIGN(const auto versions, engine.snapshot()->cursor(range));
  std::uint64_t counted = 0;
  std::uint64_t bytes = 0;
  for (versions->seek_to_first(); versions->valid(); versions->next()) {
    if (counted++ == kCountedVersions || bytes > kCountedBytes) {
      QUONDAM_ASSIGN(const std::uint64_t estimate, engine.approximate_bytes(range));
      return std::max(bytes, estimate);
    }
    bytes += versions->key().size() + versions->value().size();
  }
  QUONDAM_TRY(versions->status());
  return bytes;
}

Result<Sizes> measure(engine::Engine& engine, const catalog::Table& table,
                      timeline::Moment moment) {
  QUONDAM_ASSIGN(const engine::SpaceSize size, engine.size(table.id));
  Sizes sizes = nothing_of(table);
  if (size.keys > kCountedKeys || size.bytes > kCountedBytes) {
    if (moment.at) return Sizes();
    QUONDAM_TRY(estimate(engine, table.id, size.keys, sizes));
    return sizes;
  }
  for (auto& [number, measured] : sizes) {
    QUONDAM_ASSIGN(measured, count(engine, table.id, item::index_range(number), moment));
  }
  return sizes;
}

}  // namespace quondam::operations
