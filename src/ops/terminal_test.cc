#include "ops/terminal.h"

#include <gtest/gtest.h>

#include "ops/command.h"
#include "ops/text_table.h"

namespace quondam::ops {
namespace {

TEST(Terminal, ShowsControlCharactersInsteadOfObeyingThem) {
  EXPECT_EQ(printable("plain äöü €"), "plain äöü €");
  EXPECT_EQ(printable("a\nb\tc\x1b[1m\x7f"), "a\\nb\\tc\\u001b[1m\\u007f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "1m\xc2\xa0"),
            "\\u009b1m\xc2\xa0");
  EXPECT_EQ(printable("cut off \xc2"), "cut off \xc2");
}

TEST(Terminal, PaintsOnlyWhereItIsWanted) {
  EXPECT_EQ(Paint(false)(Colour::red, "x"), "x");
  EXPECT_EQ(Paint(true)(Colour::red, "x"), "\x1b[31mx\x1b[0m");
}

TEST(Terminal, LinesColumnsUp) {
  TextTable table({{"NAME"}, {"N", TextTable::Align::right}});
  table.add({"ä", "10"});
  table.add({"long", "7"});
  EXPECT_EQ(table.take_text(Paint(false)),
            "NAME   N\n"
            "ä     10\n"
            "long   7\n");
  table.add({"longer than before", "1", "more=1"});
  EXPECT_EQ(table.take_text(Paint(false)), "longer than before   1  more=1\n");
}

TEST(Terminal, CountsInWords) {
  EXPECT_EQ(counted(0, "item"), "0 items");
  EXPECT_EQ(counted(1, "item"), "1 item");
  EXPECT_EQ(counted(999, "item"), "999 items");
  EXPECT_EQ(counted(1234567, "item"), "1,234,567 items");
  EXPECT_EQ(counted(2, "item was", "items were"), "2 items were");
}

}  // namespace
}  // namespace quondam::ops
