#include "catalog/index_builder.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "catalog/index_entries.h"
#include "item/stored.h"
#include "timeline/view.h"

namespace quondam::catalog {

namespace {

// Rows of one transaction: writers of these wait for its sync.
constexpr std::size_t kRowsPerCommit = 100;
// Rows read from one snapshot, which keeps old data from being compacted away.
constexpr std::size_t kRowsPerSnapshot = 20'000;

timeline::Who service(std::string_view operation) {
  return {.caller = "", .operation = std::string(operation)};
}

std::vector<RowOf> rows_of(const TablePtr& table, const std::vector<timeline::RowKey>& rows) {
  std::vector<RowOf> all;
  all.reserve(rows.size());
  for (const timeline::RowKey& row : rows) all.push_back({table, row});
  return all;
}

timeline::RowKey row_key(std::string_view bytes) {
  return {item::partition_of_key(bytes), std::string(bytes)};
}

const Index* with_number(const Table& table, item::IndexNumber number) {
  const auto found = std::ranges::find(table.indexes, number, &Index::number);
  return found == table.indexes.end() ? nullptr : &*found;
}

// Whether the entries of this number can still be read, now or in the past.
bool readable(const Table& table, item::IndexNumber number) {
  if (number >= table.next_index_number || with_number(table, number) != nullptr) return true;
  return std::ranges::find(table.retired_indexes, number, &RetiredIndex::number) !=
         table.retired_indexes.end();
}

}  // namespace

Result<bool> IndexBuilder::step() {
  Result<bool> outcome = false;
  for (const TablePtr& table : catalog_.list("", std::numeric_limits<std::size_t>::max())) {
    if (stopping()) break;
    if (table->being_restored()) continue;
    const auto waits = step_table(table);
    // A table that was deleted meanwhile has no indexes; one that is damaged does not hold up the
    // others.
    if (!waits && waits.error().code != ErrorCode::not_found) outcome = waits;
    if (outcome && waits && *waits) outcome = true;
  }
  return outcome;
}

Result<bool> IndexBuilder::step_table(const TablePtr& table) {
  bool waits = false;
  const bool lasts = table->settles_us > clock_.wall_us();
  for (const Index& index : table->indexes) {
    if (index.status == Index::Status::active) continue;
    if (index.status == Index::Status::creating) {
      const std::pair built{table->id, index.number};
      if (!filled_.contains(built)) QUONDAM_TRY(fill(table, index));
      if (stopping()) return waits;
      filled_.insert(built);
      if (!lasts) {
        QUONDAM_TRY(activate(table, index.number));
        filled_.erase(built);
      }
      waits = waits || lasts;
    } else if (lasts || reads_from_(table->id)) {
      waits = true;
    } else {
      QUONDAM_TRY(retire(table, index.number));
    }
  }
  QUONDAM_TRY(erase_unreadable(table));
  return waits;
}

Result<void> IndexBuilder::fill(const TablePtr& table, const Index& index) {
  const item::KeyRange items = item::index_range(item::kTableIndex);
  std::string next = items.begin;
  bool more = true;
  while (more && !stopping()) {
    QUONDAM_ASSIGN(const auto cursor,
                   timeline::open_rows(catalog_.engine().snapshot(), table->id,
                                       {next, items.end, std::nullopt}, timeline::Moment::now()));
    std::vector<timeline::RowKey> rows;
    std::size_t read = 0;
    for (cursor->seek_to_first(); cursor->valid() && read < kRowsPerSnapshot; cursor->next()) {
      ++read;
      next = std::string(cursor->row_bytes()) + '\0';
      // What was written since the index was created has its entry.
      if (cursor->written_at() > index.created) continue;
      rows.push_back(row_key(cursor->row_bytes()));
      if (rows.size() < kRowsPerCommit) continue;
      QUONDAM_TRY(fill_rows(table, index, rows));
      rows.clear();
      if (stopping()) return {};
    }
    QUONDAM_TRY(cursor->status());
    more = cursor->valid();
    if (!rows.empty()) QUONDAM_TRY(fill_rows(table, index, rows));
  }
  return {};
}

Result<std::size_t> IndexBuilder::fill_rows(const TablePtr& table, const Index& index,
                                            const std::vector<timeline::RowKey>& rows) {
  std::size_t filled = 0;
  const std::vector<RowOf> declared = rows_of(table, rows);
  const auto committed = catalog_.write(
      declared, service("CreateGlobalSecondaryIndex"),
      [&](timeline::Writer& writer, std::span<const TablePtr> tables) -> Result<void> {
        filled = 0;
        const Table& present = *tables.front();
        const Index* wanted = with_number(present, index.number);
        if (wanted == nullptr || wanted->status != Index::Status::creating) return {};
        for (const timeline::RowKey& row : rows) {
          QUONDAM_ASSIGN(const auto version, writer.read(present.id, row));
          if (!version || version->written_at > index.created) continue;
          QUONDAM_ASSIGN(const item::Item item, item::decode_item(version->payload));
          const auto entry = index_entry(present, index, item);
          if (!entry) continue;
          QUONDAM_TRY(writer.replace_derived(present.id, present.pitr.recording, {}, {&*entry, 1}));
          ++filled;
        }
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  return filled;
}

Result<void> IndexBuilder::activate(const TablePtr& table, item::IndexNumber number) {
  QUONDAM_TRY(catalog_.update(table->name, table->id, service("CreateGlobalSecondaryIndex"),
                              [&](Table& record, CommitTime now) -> Result<void> {
                                for (Index& index : record.indexes) {
                                  if (index.number != number ||
                                      index.status != Index::Status::creating)
                                    continue;
                                  index.status = Index::Status::active;
                                  index.complete_since = now;
                                  record.status = TableStatus::active;
                                  record.settle();
                                }
                                return {};
                              }));
  return {};
}

Result<void> IndexBuilder::retire(const TablePtr& table, item::IndexNumber number) {
  QUONDAM_TRY(catalog_.update(table->name, table->id, service("DeleteGlobalSecondaryIndex"),
                              [&](Table& record, CommitTime now) -> Result<void> {
                                std::erase_if(record.indexes, [&](const Index& index) {
                                  return index.number == number;
                                });
                                record.retired_indexes.push_back({.number = number, .since = now});
                                record.status = TableStatus::active;
                                return {};
                              }));
  return {};
}

// First the catalog lets go of the numbers whose past can no longer be read, then the entries go:
// in this order a crash leaves entries that the next step finds.
Result<void> IndexBuilder::erase_unreadable(const TablePtr& found) {
  TablePtr table = catalog_.find(found->name);
  if (table == nullptr || table->id != found->id) return {};
  const auto past = [&](const Table& record, const RetiredIndex& retired) {
    return !record.pitr.recording || catalog_.windows().floor(record.id) >= retired.since;
  };
  const bool some_past = std::ranges::any_of(
      table->retired_indexes, [&](const RetiredIndex& retired) { return past(*table, retired); });
  if (some_past) {
    QUONDAM_ASSIGN(table,
                   catalog_.update(table->name, table->id, service("DeleteGlobalSecondaryIndex"),
                                   [&](Table& record, CommitTime) -> Result<void> {
                                     std::erase_if(record.retired_indexes,
                                                   [&](const RetiredIndex& retired) {
                                                     return past(record, retired);
                                                   });
                                     return {};
                                   }));
  }
  // One number after the other: what is readable is passed over with one seek.
  const item::KeyRange items = item::index_range(item::kTableIndex);
  QUONDAM_ASSIGN(const auto cursor,
                 timeline::open_rows(catalog_.engine().snapshot(), table->id,
                                     {items.end, "", std::nullopt}, timeline::Moment::now()));
  cursor->seek_to_first();
  std::vector<timeline::DerivedRow> entries;
  const auto erase = [&](item::IndexNumber number) -> Result<void> {
    std::vector<RowOf> declared;
    declared.reserve(entries.size());
    for (const timeline::DerivedRow& entry : entries) declared.push_back({table, entry.row});
    QUONDAM_TRY(catalog_.write(
        declared, service("DeleteGlobalSecondaryIndex"),
        [&](timeline::Writer& writer, std::span<const TablePtr> tables) -> Result<void> {
          if (readable(*tables.front(), number)) return {};
          return writer.replace_derived(table->id, false, entries, {});
        }));
    entries.clear();
    return {};
  };
  while (cursor->valid() && !stopping()) {
    const item::IndexNumber number = item::index_of_key(cursor->row_bytes()).value_or(0);
    if (readable(*table, number)) {
      cursor->seek(item::index_range(number).end);
      continue;
    }
    entries.push_back({row_key(cursor->row_bytes()), {}});
    cursor->next();
    const bool last = !cursor->valid() || item::index_of_key(cursor->row_bytes()) != number;
    if (last || entries.size() == kRowsPerCommit) QUONDAM_TRY(erase(number));
  }
  return cursor->status();
}

void IndexBuilder::start() {
  worker_.start([this] {
    constexpr std::chrono::seconds kStepEvery{60};
    constexpr std::chrono::milliseconds kWaiting{200};
    const auto waits = step();
    if (!waits) spdlog::error("an index could not be built or erased: {}", waits.error().message);
    return waits.value_or(false) ? BackgroundWorker::Pause(kWaiting)
                                 : BackgroundWorker::Pause(kStepEvery);
  });
}

}  // namespace quondam::catalog
