#include "operations/table_size.h"

#include "item/stored.h"
#include "timeline/view.h"

namespace quondam::operations {
namespace {

// Up to so many keys they are counted: about a millisecond.
constexpr std::uint64_t kCountedKeys = 2'000;

Result<Measured> count(engine::Engine& engine, catalog::TableId table,
                       const item::KeyRange& range) {
  Measured measured;
  QUONDAM_ASSIGN(const auto rows, timeline::open_rows(engine.snapshot(), table,
                                                      {range.begin, range.end, std::nullopt},
                                                      timeline::Moment::now()));
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(rows->payload()));
    measured.bytes += bytes;
    ++measured.items;
  }
  QUONDAM_TRY(rows->status());
  return measured;
}

}  // namespace

Result<std::map<item::IndexNumber, Measured>> measure(engine::Engine& engine,
                                                      const catalog::Table& table) {
  QUONDAM_ASSIGN(const engine::SpaceSize size, engine.size(table.id));
  std::vector<item::IndexNumber> numbers{item::kTableIndex};
  for (const catalog::Index& index : table.indexes) numbers.push_back(index.number);
  std::map<item::IndexNumber, Measured> all;
  std::uint64_t bytes = 0;
  for (const item::IndexNumber number : numbers) {
    const item::KeyRange range = item::index_range(number);
    if (size.keys <= kCountedKeys) {
      QUONDAM_ASSIGN(all[number], count(engine, table.id, range));
    } else {
      QUONDAM_ASSIGN(all[number].bytes,
                     engine.approximate_bytes({table.id, range.begin, range.end, std::nullopt}));
      bytes += all[number].bytes;
    }
  }
  if (bytes == 0) return all;
  // The space's keys, in the proportion of the bytes.
  for (auto& [number, measured] : all) {
    const double part = static_cast<double>(measured.bytes) / static_cast<double>(bytes);
    measured.items = static_cast<std::uint64_t>(part * static_cast<double>(size.keys));
  }
  return all;
}

}  // namespace quondam::operations
