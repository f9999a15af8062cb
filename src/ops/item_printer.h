// Items, page by page, as a program or a person wants them: DynamoDB's JSON, an item a line; or a
// table whose columns are those of the first page.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <vector>

#include "item/attribute_value.h"
#include "ops/failure.h"
#include "ops/terminal.h"
#include "ops/text_table.h"

namespace quondam::ops {

class ItemPrinter {
 public:
  // `keys` are the first columns.
  ItemPrinter(std::vector<std::string> keys, bool json, Paint paint)
      : keys_(std::move(keys)), json_(json), paint_(paint) {}

  Outcome<void> print_page(const std::vector<simdjson::dom::element>& items);
  // One item, an attribute a line.
  Outcome<void> print_one(simdjson::dom::element item);

 private:
  void begin_table(const std::vector<item::Item>& items);
  std::vector<std::string> row(const item::Item& item) const;

  std::vector<std::string> keys_;
  bool json_;
  Paint paint_;
  std::vector<std::string> columns_;
  std::optional<TextTable> table_;
};

}  // namespace quondam::ops
