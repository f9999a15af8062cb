// Rows in columns that line up, below a head.
#pragma once

#include <string>
#include <vector>

namespace quondam::ops {

class Paint;

class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // As many cells as there are columns; what follows them is written behind the row as it is.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // Takes the rows away. The widths are those of the first rows that were written, so that pages
  // written one after the other make one table; the head stands above the first.
  std::string take_text(const Paint& paint);

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

}  // namespace quondam::ops
