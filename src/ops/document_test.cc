// Documents in both forms: what is text stays text.
#include "ops/document.h"

#include <gmock/gmock.h>

#include "ops/document_html.h"
#include "ops/document_markdown.h"

namespace quondam::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Document with(DocumentPart part) {
  return {"Title & more", {std::move(part)}};
}

TEST(DocumentMarkdown, HeadingsParagraphsAndLists) {
  const Document document{
      "A_b",
      {Heading{2, "Now", "now"}, Paragraph{"Say `a_b` to c_d."}, BulletList{{"one", "two <x>"}}}};
  EXPECT_EQ(to_markdown(document),
            "# A\\_b\n\n## Now\n\nSay `a_b` to c\\_d.\n\n- one\n- two \\<x\\>\n");
}

TEST(DocumentMarkdown, ACellStaysInItsCell) {
  EXPECT_THAT(to_markdown(with(DataTable{{"k", "v"}, {{"a|b", "`c`\n| d |"}}})),
              HasSubstr("| a\\|b | \\`c\\`\\\\n\\| d \\| |\n"));
}

TEST(DocumentMarkdown, AFenceIsLongerThanAnyInIt) {
  EXPECT_THAT(to_markdown(with(ShellBlock{{"echo '", "```", "````'"}})),
              HasSubstr("\n`````sh\necho '\n```\n````'\n`````\n"));
  EXPECT_THAT(to_markdown(with(ShellBlock{{"ls"}})), HasSubstr("\n```sh\nls\n```\n"));
}

TEST(DocumentMarkdown, OneBacktickIsText) {
  EXPECT_THAT(to_markdown(with(Paragraph{"a ` b"})), HasSubstr("a \\` b\n"));
}

TEST(DocumentHtml, TextIsEscaped) {
  EXPECT_EQ(html_text("<a href=\"x\">&'\n\x1b"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\\n\\u001b");
  const std::string page = to_html(with(DataTable{{"k"}, {{"</td><script>"}}}));
  EXPECT_THAT(page, HasSubstr("<title>Title &amp; more</title>"));
  EXPECT_THAT(page, HasSubstr("<td>&lt;/td&gt;&lt;script&gt;</td>"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(DocumentHtml, CodeAndCommands) {
  const std::string page = to_html({"T", {Paragraph{"Say `a<b`."}, ShellBlock{{"a <b", "c\nd"}}}});
  EXPECT_THAT(page, HasSubstr("<p>Say <code>a&lt;b</code>.</p>"));
  EXPECT_THAT(page, HasSubstr("<pre><code>a &lt;b\nc\nd\n</code></pre>"));
}

TEST(DocumentHtml, TheContentsLinkToTheHeadings) {
  const std::string page =
      to_html({"T", {Heading{2, "First <one>", "first"}, Heading{3, "t", "t-1"}}});
  EXPECT_THAT(page, HasSubstr("<li><a href=\"#first\">First &lt;one&gt;</a></li>"));
  EXPECT_THAT(page, HasSubstr("<li class=\"deep\"><a href=\"#t-1\">t</a></li>"));
  EXPECT_THAT(page, HasSubstr("<h2 id=\"first\">First &lt;one&gt;</h2>"));
}

}  // namespace
}  // namespace quondam::ops
