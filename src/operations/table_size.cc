#include "operations/table_size.h"

#include "item/stored.h"

namespace quondam::operations {
namespace {

// Up to so many keys they are counted: about a millisecond.
constexpr std::uint64_t kCountedKeys = 2'000;

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
  return engine.approximate_bytes(timeline::history_range(table, "", "", std::nullopt));
}

Result<Sizes> measure(engine::Engine& engine, const catalog::Table& table,
                      timeline::Moment moment) {
  QUONDAM_ASSIGN(const engine::SpaceSize size, engine.size(table.id));
  Sizes sizes = nothing_of(table);
  if (size.keys > kCountedKeys) {
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
