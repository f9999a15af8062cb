#include "ops/text_table.h"

#include <algorithm>

#include "ops/terminal.h"

namespace quondam::ops {
namespace {

void append_cell(std::string& line, const std::string& cell, std::size_t width,
                 TextTable::Align align) {
  const std::size_t own = width_of(cell);
  const std::string blanks(own < width ? width - own : 0, ' ');
  line += align == TextTable::Align::right ? blanks + cell : cell + blanks;
  line += "  ";
}

void end_line(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

std::string TextTable::take_text(const Paint& paint) {
  std::string out;
  if (widths_.empty()) {
    for (std::size_t at = 0; at < columns_.size(); ++at) {
      std::size_t width = width_of(columns_[at].title);
      for (const auto& row : rows_) width = std::max(width, width_of(row[at]));
      widths_.push_back(width);
    }
    std::string head;
    for (std::size_t at = 0; at < columns_.size(); ++at)
      append_cell(head, columns_[at].title, widths_[at], columns_[at].align);
    end_line(head);
    out += paint(Colour::bold, head) + "\n";
  }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t at = 0; at < columns_.size(); ++at)
      append_cell(line, row[at], widths_[at], columns_[at].align);
    for (std::size_t at = columns_.size(); at < row.size(); ++at) line += row[at] + "  ";
    end_line(line);
    out += line + "\n";
  }
  rows_.clear();
  return out;
}

}  // namespace quondam::ops
