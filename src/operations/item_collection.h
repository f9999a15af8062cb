// ItemCollectionMetrics: what the items of one partition key take together, in a table and its
// local indexes (developer guide: "Item collections in Local Secondary Indexes").
#pragma once

#include "base/json_writer.h"
#include "catalog/table.h"
#include "operations/request.h"

namespace quondam::operations {

// Whether the request asks for them, of a table that has them: one with a local index.
bool wants_item_collection_metrics(const Request& request, const catalog::Table& table);

// Appends {"ItemCollectionKey": ..., "SizeEstimateRangeGB": [...]} for the collection that `item`
// (or its key) belongs to.
Result<void> append_item_collection(JsonWriter& json, engine::Engine& engine,
                                    const catalog::Table& table, const item::Item& item);

// Of a batch or a transaction: appends the member "ItemCollectionMetrics", by table, when the
// request asks for it and one of the tables has them; each collection once.
struct ItemOf {
  const catalog::Table* table;
  const item::Item* item;
};
Result<void> append_item_collections(JsonWriter& json, engine::Engine& engine,
                                     const Request& request, const std::vector<ItemOf>& items);

}  // namespace quondam::operations
