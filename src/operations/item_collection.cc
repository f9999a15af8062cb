#include "operations/item_collection.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/coding.h"
#include "item/json.h"

namespace quondam::operations {
namespace {

Result<std::uint64_t> estimate_bytes(engine::Engine& engine, const catalog::Table& table,
                                     const item::AttributeValue& partition_key) {
  std::vector<item::IndexNumber> numbers{item::kTableIndex};
  for (const catalog::Index& index : table.indexes) {
    if (index.kind == catalog::Index::Kind::local) numbers.push_back(index.number);
  }
  std::uint64_t total = 0;
  for (const item::IndexNumber number : numbers) {
    const item::StateKey partition = item::encode_partition(number, {&partition_key, 1});
    QUONDAM_ASSIGN(const std::uint64_t bytes,
                   engine.approximate_bytes({table.id, partition.bytes, prefix_end(partition.bytes),
                                             partition.partition}));
    total += bytes;
  }
  return total;
}

}  // namespace

bool wants_item_collection_metrics(const Request& request, const catalog::Table& table) {
  return request.string("ReturnItemCollectionMetrics") == "SIZE" &&
         std::ranges::find(table.indexes, catalog::Index::Kind::local, &catalog::Index::kind) !=
             table.indexes.end();
}

Result<void> append_item_collection(JsonWriter& json, engine::Engine& engine,
                                    const catalog::Table& table, const item::Item& item) {
  constexpr double kBytesPerGb = 1024.0 * 1024 * 1024;
  const auto& [name, value] = *item.find(table.keys.partition.front().name);
  QUONDAM_ASSIGN(const std::uint64_t bytes, estimate_bytes(engine, table, value));
  const double lower_gb = std::floor(static_cast<double>(bytes) / kBytesPerGb);
  json.begin_object();
  item::append_json(json.key("ItemCollectionKey").value(), item::Item{{name, value}});
  json.key("SizeEstimateRangeGB").begin_array();
  json.number(lower_gb).number(lower_gb + 1);
  json.end_array();
  json.end_object();
  return {};
}

Result<void> append_item_collections(JsonWriter& json, engine::Engine& engine,
                                     const Request& request, const std::vector<ItemOf>& items) {
  std::map<std::string, std::vector<ItemOf>> by_table;
  for (const ItemOf& item : items) {
    if (!wants_item_collection_metrics(request, *item.table)) continue;
    const std::string& key = item.table->keys.partition.front().name;
    auto& collections = by_table[item.table->name];
    const bool seen = std::ranges::any_of(collections, [&](const ItemOf& other) {
      return other.item->find(key)->second == item.item->find(key)->second;
    });
    if (!seen) collections.push_back(item);
  }
  if (by_table.empty()) return {};
  json.key("ItemCollectionMetrics").begin_object();
  for (const auto& [table, collections] : by_table) {
    json.key(table).begin_array();
    for (const ItemOf& one : collections)
      QUONDAM_TRY(append_item_collection(json, engine, *one.table, *one.item));
    json.end_array();
  }
  json.end_object();
  return {};
}

}  // namespace quondam::operations
