#include "ops/credential_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

using testing::ElementsAre;

// As Python's shlex.split, by which AWS's tools go.
TEST(SplitCommand, IsAPosixShells) {
  EXPECT_THAT(*split_command("a  b\tc"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*split_command(R"(/opt/x --name "my shop" '')"),
              ElementsAre("/opt/x", "--name", "my shop", ""));
  EXPECT_THAT(*split_command(R"(a\ b 'c\d' "e\"f\g")"), ElementsAre("a b", R"(c\d)", R"(e"f\g)"));
  EXPECT_THAT(*split_command(R"(a'b'"c"d)"), ElementsAre("abcd"));
  EXPECT_THAT(*split_command("$HOME *"), ElementsAre("$HOME", "*")) << "there is no shell";
  for (const char* text : {"", "  ", "a 'b", "a \"b"}) EXPECT_FALSE(split_command(text)) << text;
}

}  // namespace
}  // namespace quondam::ops
