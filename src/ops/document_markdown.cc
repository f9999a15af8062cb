#include "ops/document_markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "ops/terminal.h"

namespace quondam::ops {
namespace {

// The longest run of backticks in a text.
std::size_t longest_run(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// What stands between backticks stays between them.
std::string with_code(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = text.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
    out += markdown_text(text.substr(0, end == std::string_view::npos ? end : begin));
    if (end == std::string_view::npos) break;
    out += '`' + printable(text.substr(begin + 1, end - begin - 1)) + '`';
    text.remove_prefix(end + 1);
  }
  return out;
}

class Writer {
 public:
  void operator()(const Heading& heading) {
    out_ += fmt::format("{} {}\n\n", std::string(static_cast<std::size_t>(heading.level), '#'),
                        markdown_text(heading.text));
  }
  void operator()(const Paragraph& paragraph) { out_ += with_code(paragraph.text) + "\n\n"; }
  void operator()(const BulletList& list) {
    for (const std::string& entry : list.entries) out_ += fmt::format("- {}\n", with_code(entry));
    out_ += '\n';
  }
  void operator()(const DataTable& table) {
    row(table.columns);
    row(std::vector<std::string>(table.columns.size(), "---"));
    for (const auto& cells : table.rows) row(cells);
    out_ += '\n';
  }
  // A fence is longer than any run of backticks in it, so that nothing ends it early.
  void operator()(const ShellBlock& block) {
    constexpr std::size_t kShortest = 3;
    std::size_t longest = 0;
    for (const std::string& line : block.lines) longest = std::max(longest, longest_run(line));
    const std::string fence(std::max(kShortest, longest + 1), '`');
    out_ += fence + "sh\n";
    for (const std::string& line : block.lines) out_ += line + "\n";
    out_ += fence + "\n\n";
  }

  std::string take() {
    while (out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

 private:
  void row(const std::vector<std::string>& cells) {
    out_ += '|';
    for (const std::string& cell : cells) out_ += fmt::format(" {} |", markdown_text(cell));
    out_ += '\n';
  }

  std::string out_;
};

}  // namespace

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>&|~";
  std::string out;
  for (const char c : printable(text)) {
    if (kMarkup.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string to_markdown(const Document& document) {
  Writer writer;
  writer(Heading{1, document.title, ""});
  for (const DocumentPart& part : document.parts) std::visit(writer, part);
  return writer.take();
}

}  // namespace quondam::ops
