#include "ops/document_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "ops/terminal.h"

namespace quondam::ops {
namespace {

constexpr int kDeepestInContents = 3;

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --line: #8886; --shade: #8881; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 .5em; break-after: avoid; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .2em; }
code, pre { font: .875em/1.45 ui-monospace, monospace; }
code { background: var(--shade); border-radius: .2em; padding: .1em .25em; }
pre { background: var(--shade); border: 1px solid var(--line); border-radius: .3em;
  overflow-x: auto; padding: .7em; }
pre code { background: none; padding: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9em; }
th, td { border: 1px solid var(--line); padding: .25em .5em; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; min-width: 4em; }
th { background: var(--shade); }
nav ul { columns: 18rem; list-style: none; padding: 0; }
nav .deep { padding-left: 1em; font-size: .9em; }
a { color: inherit; }
@media print {
  body { font-size: 10pt; max-width: none; padding: 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; }
  tr { break-inside: avoid; }
  .wide { overflow: visible; }
}
)";

std::string with_code(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = text.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
    out += html_text(text.substr(0, end == std::string_view::npos ? end : begin));
    if (end == std::string_view::npos) break;
    out += fmt::format("<code>{}</code>", html_text(text.substr(begin + 1, end - begin - 1)));
    text.remove_prefix(end + 1);
  }
  return out;
}

// Commands keep their ends of lines; what no page can hold is made visible.
std::string shell_text(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    std::string_view rest = line;
    while (true) {
      const std::size_t end = rest.find('\n');
      out += html_text(rest.substr(0, end)) + "\n";
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  return out;
}

class Writer {
 public:
  void operator()(const Heading& heading) {
    out_ += fmt::format("<h{0} id=\"{1}\">{2}</h{0}>\n", heading.level, html_text(heading.anchor),
                        html_text(heading.text));
  }
  void operator()(const Paragraph& paragraph) {
    out_ += fmt::format("<p>{}</p>\n", with_code(paragraph.text));
  }
  void operator()(const BulletList& list) {
    out_ += "<ul>\n";
    for (const std::string& entry : list.entries)
      out_ += fmt::format("<li>{}</li>\n", with_code(entry));
    out_ += "</ul>\n";
  }
  void operator()(const DataTable& table) {
    out_ += "<div class=\"wide\"><table>\n<thead><tr>";
    for (const std::string& column : table.columns)
      out_ += fmt::format("<th scope=\"col\">{}</th>", html_text(column));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const auto& cells : table.rows) {
      out_ += "<tr>";
      for (const std::string& cell : cells) out_ += fmt::format("<td>{}</td>", html_text(cell));
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n";
  }
  void operator()(const ShellBlock& block) {
    out_ += fmt::format("<pre><code>{}</code></pre>\n", shell_text(block.lines));
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string contents(const Document& document) {
  std::string out = "<nav aria-label=\"Contents\">\n<ul>\n";
  for (const DocumentPart& part : document.parts) {
    const auto* heading = std::get_if<Heading>(&part);
    if (heading == nullptr || heading->level > kDeepestInContents) continue;
    out += fmt::format("<li{}><a href=\"#{}\">{}</a></li>\n",
                       heading->level == kDeepestInContents ? " class=\"deep\"" : "",
                       html_text(heading->anchor), html_text(heading->text));
  }
  return out + "</ul>\n</nav>\n";
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string to_html(const Document& document) {
  Writer writer;
  for (const DocumentPart& part : document.parts) std::visit(writer, part);
  const std::string title = html_text(document.title);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n{}<main>\n{}</main>\n"
      "</body>\n</html>\n",
      title, kStyle, title, contents(document), writer.take());
}

}  // namespace quondam::ops
