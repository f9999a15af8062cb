#include "expressions/reserved_words.h"

#include <gtest/gtest.h>

#include <string>

namespace quondam::expressions {
namespace {

// Developer guide, "Reserved words in DynamoDB": first, last, longest and some that many
// applications meet.
TEST(ReservedWords, AreFoundInAnyCase) {
  for (const std::string word : {"ABORT", "ZONE", "LOCALTIMESTAMP", "name", "Status", "tTl", "data",
                                 "size", "timestamp", "year", "count", "items", "VIEWS"}) {
    EXPECT_TRUE(is_reserved_word(word)) << word;
  }
}

TEST(ReservedWords, AreWholeWords) {
  for (const std::string word : {"", "abor", "aborted", "zones", "id", "pk", "expiresAt", "email",
                                 "remove", "LOCALTIMESTAMPS", "naïve"}) {
    EXPECT_FALSE(is_reserved_word(word)) << word;
  }
}

}  // namespace
}  // namespace quondam::expressions
