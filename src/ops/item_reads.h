// Reading many items of a table: all that a selection names, or those of given keys.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "item/attribute_value.h"
#include "ops/client.h"
#include "ops/failure.h"
#include "ops/selection.h"
#include "ops/table_keys.h"

namespace quondam::ops {

// The key of an item, in JSON: equal for equal keys.
item::Item key_of(const item::Item& item, const TableKeys& keys);

struct ItemReads {
  std::string table;
  bool consistent_read = false;
};

// The part of the selection's items that is segment `n` of `total` (all of them are segment 0 when
// the selection has a key or a key condition), page by page.
Outcome<void> read_selected(Client& client, const ItemReads& reads, const Selection& selection,
                            const TableKeys& keys, std::size_t n, std::size_t total,
                            const std::atomic<bool>& ending,
                            const std::function<Outcome<void>(std::vector<item::Item>)>& page);

// By the JSON of their keys (item::to_json), those that are there.
Outcome<std::map<std::string, item::Item>> read_items(Client& client, const ItemReads& reads,
                                                      const TableKeys& keys,
                                                      const std::vector<std::string>& wanted,
                                                      const std::atomic<bool>& ending);

}  // namespace quondam::ops
