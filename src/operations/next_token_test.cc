#include "operations/next_token.h"

#include <gtest/gtest.h>

#include <string>

namespace quondam::operations {
namespace {

std::string outcome(const ApiExpected<SelectPosition>& position) {
  return position ? "OK" : position.error().message;
}

TEST(NextToken, GoesOnWhereItWasMade) {
  const std::string row("row\0\xFF with every byte", 21);
  const std::string token = encode_next_token("SELECT", {300, row});
  const auto position = decode_next_token("SELECT", token);
  ASSERT_TRUE(position);
  EXPECT_EQ(position->read, 300U);
  EXPECT_EQ(position->row, row);
}

TEST(NextToken, BelongsToItsStatement) {
  const std::string token = encode_next_token("SELECT", {0, "row"});
  EXPECT_EQ(outcome(decode_next_token("SELECT ", token)), "NextToken does not match request");
}

TEST(NextToken, SurvivesWhatIsNoToken) {
  const std::string token = encode_next_token("SELECT", {1, "row"});
  for (std::size_t i = 0; i < token.size(); ++i) {
    (void)decode_next_token("SELECT", token.substr(0, i));
    (void)decode_next_token("SELECT", token.substr(i));
  }
  for (const std::string text : {"", "garbage", "AAAA", "AQ==", "\xFF"})
    EXPECT_EQ(outcome(decode_next_token("SELECT", text)), "Invalid NextToken") << text;
}

}  // namespace
}  // namespace quondam::operations
