#include "ops/command_text.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

TEST(CommandText, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_word("orders"), "orders");
  EXPECT_EQ(shell_word("2026-11-26T10:59:00Z"), "2026-11-26T10:59:00Z");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(shell_words({"sh", "-c", "exit 3"}), "sh -c 'exit 3'");
}

TEST(CommandText, NamesTheSameServer) {
  EXPECT_EQ(quondam_command({"enable", "orders"}, {}), "quondam enable orders");
  EXPECT_EQ(quondam_command({"enable", "orders"}, {.endpoint_url = "http://127.0.0.1:8000",
                                                   .profile = "my shop",
                                                   .region = "eu-west-1"}),
            "quondam enable orders --endpoint-url http://127.0.0.1:8000 --profile 'my shop' "
            "--region eu-west-1");
  EXPECT_EQ(quondam_command({"tables"}, {.aws = true, .region = "eu-west-1"}),
            "quondam tables --aws --region eu-west-1");
}

}  // namespace
}  // namespace quondam::ops
