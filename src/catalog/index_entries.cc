#include "catalog/index_entries.h"

#include <algorithm>

#include "item/stored.h"

namespace quondam::catalog {

namespace {

bool is_key(const item::KeySchema& keys, std::string_view name) {
  return std::ranges::find(keys.partition, name, &item::KeyAttribute::name) !=
             keys.partition.end() ||
         std::ranges::find(keys.sort, name, &item::KeyAttribute::name) != keys.sort.end();
}

std::string projected_part(const Table& table, const Index& index, const item::Item& item) {
  if (index.projection.type == Projection::Type::all) return item::encode_item(item);
  item::Item part;
  for (const auto& [name, value] : item) {
    if (projects(table, index, name)) part.emplace_hint(part.end(), name, value);
  }
  return item::encode_item(part);
}

}  // namespace

bool projects(const Table& table, const Index& index, std::string_view name) {
  return index.projection.type == Projection::Type::all || is_key(table.keys, name) ||
         is_key(index.keys, name) ||
         std::ranges::find(index.projection.non_key_attributes, name) !=
             index.projection.non_key_attributes.end();
}

std::optional<timeline::DerivedRow> index_entry(const Table& table, const Index& index,
                                                const item::Item& item) {
  auto key = item::encode_index_key(index.number, index.keys, table.keys, item);
  if (!key) return std::nullopt;
  return timeline::DerivedRow{{key->partition, std::move(key->bytes)},
                              projected_part(table, index, item)};
}

std::vector<timeline::DerivedRow> index_entries(const Table& table, const item::Item& item) {
  std::vector<timeline::DerivedRow> entries;
  for (const Index& index : table.indexes) {
    if (auto entry = index_entry(table, index, item)) entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<void> replace_item(timeline::Writer& writer, const Table& table, const timeline::RowKey& row,
                          const std::optional<timeline::Version>& previous,
                          const item::Item* before, const std::optional<Image>& after) {
  const bool recording = table.pitr.recording;
  if (!table.indexes.empty()) {
    item::Item decoded;
    if (previous && before == nullptr) {
      QUONDAM_ASSIGN(decoded, item::decode_item(previous->payload));
      before = &decoded;
    }
    std::vector<timeline::DerivedRow> old_entries;
    std::vector<timeline::DerivedRow> new_entries;
    for (const Index& index : table.indexes) {
      auto old_entry = previous ? index_entry(table, index, *before) : std::nullopt;
      auto new_entry = after ? index_entry(table, index, *after->item) : std::nullopt;
      // Not yet there, perhaps, while the index is filled: then it must be written although it
      // stays the same, because the builder passes over items that have been written since.
      if (index.status == Index::Status::creating && old_entry == new_entry) old_entry.reset();
      if (old_entry) old_entries.push_back(*std::move(old_entry));
      if (new_entry) new_entries.push_back(*std::move(new_entry));
    }
    QUONDAM_TRY(writer.replace_derived(table.id, recording, old_entries, new_entries));
  }
  if (after) {
    writer.put(table.id, recording, row, previous, after->payload);
  } else if (previous) {
    writer.erase(table.id, recording, row, *previous);
  }
  return {};
}

}  // namespace quondam::catalog
