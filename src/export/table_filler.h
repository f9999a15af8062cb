// Fills the space of a table that nobody else can reach yet: large commits, no history, the
// indexes' entries with the items.
#pragma once

#include <map>

#include "catalog/catalog.h"
#include "item/attribute_value.h"

namespace quondam::exporting {

class TableFiller {
 public:
  TableFiller(engine::Engine& engine, catalog::TablePtr table)
      : engine_(engine), table_(std::move(table)) {}

  // Of two items with one key the later one stays.
  Result<void> put(const timeline::RowKey& row, const item::Item& item);
  // Durable when it returns.
  Result<void> flush();

 private:
  Result<void> erase_entries_of(const timeline::RowKey& row);
  void set(const timeline::RowKey& row, std::optional<std::string> payload);

  engine::Engine& engine_;
  catalog::TablePtr table_;
  // What the next commit writes; without a payload: erases.
  std::map<timeline::RowKey, std::optional<std::string>> rows_;
  std::size_t bytes_ = 0;
};

}  // namespace quondam::exporting
