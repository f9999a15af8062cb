// What follows from an item in its table: the entries of the indexes. Everybody who writes an item
// writes through here, so that no write forgets an index.
#pragma once

#include "catalog/table.h"
#include "item/attribute_value.h"
#include "timeline/writer.h"

namespace quondam::catalog {

// The item's entry: its attributes, or those that the index projects; nullopt when the item has
// none, because it lacks a key attribute (indexes are sparse).
std::optional<timeline::DerivedRow> index_entry(const Table& table, const Index& index,
                                                const item::Item& item);

// Whether the index's entries hold the top-level attribute of this name.
bool projects(const Table& table, const Index& index, std::string_view name);

// The entries in all indexes.
std::vector<timeline::DerivedRow> index_entries(const Table& table, const item::Item& item);

// An item about to be written: its stored form, and the item itself.
struct Image {
  std::string_view payload;
  const item::Item* item = nullptr;
};

// In the transaction that has read `previous`: puts `after` in its place, or removes the item when
// there is no `after`; the entries of the indexes follow. `before` is the item in `previous`, for
// callers that have it decoded; nullptr otherwise.
Result<void> replace_item(timeline::Writer& writer, const Table& table, const timeline::RowKey& row,
                          const std::optional<timeline::Version>& previous,
                          const item::Item* before, const std::optional<Image>& after);

}  // namespace quondam::catalog
