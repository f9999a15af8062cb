// A document for people, apart from the form that it is written in: headings, paragraphs, lists,
// tables, commands. document_markdown.h and document_html.h write it.
//
// In paragraphs and lists, what stands between backticks is code. All else is text, also what comes
// from a server: no writer takes a part of it for markup.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace quondam::ops {

struct Heading {
  int level = 1;
  std::string text;
  // What a link within the document names it by; unique.
  std::string anchor;
};

struct Paragraph {
  std::string text;
};

struct BulletList {
  std::vector<std::string> entries;
};

// As many cells in each row as there are columns. Cells have no code in them: they are data.
struct DataTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// Lines for a POSIX shell, which can be run as they stand.
struct ShellBlock {
  std::vector<std::string> lines;
};

using DocumentPart = std::variant<Heading, Paragraph, BulletList, DataTable, ShellBlock>;

struct Document {
  std::string title;
  std::vector<DocumentPart> parts;
};

}  // namespace quondam::ops
