#include "ops/item_printer.h"

#include <algorithm>
#include <map>

#include "item/json.h"
#include "ops/command.h"
#include "ops/value_text.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kMostCellWidth = 40;
constexpr std::size_t kMostColumns = 8;

// Strings without their quotes where nothing is lost by it; long values are cut off.
std::string cell(const item::AttributeValue& value) {
  const auto* string = value.get_if<std::string>();
  std::string text = string != nullptr && !string->empty() ? printable(*string) : value_text(value);
  if (width_of(text) <= kMostCellWidth) return text;
  std::size_t end = 0;
  for (std::size_t width = 0; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xc0) != 0x80 && ++width == kMostCellWidth) break;
  return text.substr(0, end) + "…";
}

}  // namespace

Outcome<void> ItemPrinter::print_page(const std::vector<simdjson::dom::element>& items) {
  if (json_) {
    std::string out;
    for (const auto item : items) out += simdjson::minify(item) + "\n";
    print(out);
    return {};
  }
  std::vector<item::Item> read;
  read.reserve(items.size());
  for (const auto element : items) {
    QUONDAM_ASSIGN(item::Item item, item::item_from_json(element));
    read.push_back(std::move(item));
  }
  if (read.empty()) return {};
  if (!table_) begin_table(read);
  for (const item::Item& item : read) table_->add(row(item));
  print(table_->take_text(paint_));
  return {};
}

Outcome<void> ItemPrinter::print_one(simdjson::dom::element item) {
  if (json_) {
    print(simdjson::minify(item) + "\n");
    return {};
  }
  QUONDAM_ASSIGN(const item::Item read, item::item_from_json(item));
  TextTable table({{"ATTRIBUTE"}, {"VALUE"}});
  for (const std::string& key : keys_)
    if (const auto found = read.find(key); found != read.end())
      table.add({printable(key), value_text(found->second)});
  for (const auto& [name, value] : read)
    if (std::ranges::find(keys_, name) == keys_.end())
      table.add({printable(name), value_text(value)});
  print(table.take_text(paint_));
  return {};
}

void ItemPrinter::begin_table(const std::vector<item::Item>& items) {
  std::map<std::string, std::size_t> uses;
  for (const item::Item& item : items)
    for (const auto& [name, value] : item) ++uses[name];
  columns_ = keys_;
  std::vector<std::string> others;
  for (const auto& [name, count] : uses)
    if (std::ranges::find(keys_, name) == keys_.end()) others.push_back(name);
  // What most items have comes first; the alphabet decides between equals.
  std::ranges::stable_sort(others, [&](const std::string& one, const std::string& other) {
    return uses[one] > uses[other];
  });
  for (const std::string& name : others)
    if (columns_.size() < kMostColumns) columns_.push_back(name);
  std::vector<TextTable::Column> heads;
  heads.reserve(columns_.size());
  for (const std::string& name : columns_) heads.push_back({printable(name)});
  table_.emplace(std::move(heads));
}

std::vector<std::string> ItemPrinter::row(const item::Item& item) const {
  std::vector<std::string> cells;
  for (const std::string& name : columns_) {
    const auto found = item.find(name);
    cells.push_back(found == item.end() ? "" : cell(found->second));
  }
  for (const auto& [name, value] : item)
    if (std::ranges::find(columns_, name) == columns_.end())
      cells.push_back(printable(name) + "=" + cell(value));
  return cells;
}

}  // namespace quondam::ops
