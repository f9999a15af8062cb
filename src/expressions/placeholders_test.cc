#include "expressions/placeholders.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "expressions/testing/expressions.h"

namespace quondam::expressions {
namespace {

using testing::outcome;
using testing::placeholders_of;

Placeholders::ParsedValues one_value(const std::string& key) {
  Placeholders::ParsedValues values;
  values.emplace(key, item::AttributeValue("v"));
  return values;
}

// The texts of this file: dynalite, test/getItem.js, test/scan.js and test/updateItem.js, which
// record them from DynamoDB, unless another source is named.

TEST(Placeholders, MustNotBeEmptyWhenGiven) {
  EXPECT_EQ(outcome(Placeholders::create(Placeholders::Names{}, std::nullopt)),
            "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(outcome(Placeholders::create(std::nullopt, Placeholders::ParsedValues{})),
            "ExpressionAttributeValues must not be empty");
  EXPECT_EQ(outcome(Placeholders::create(std::nullopt, std::nullopt)), "OK");
}

TEST(Placeholders, BeginWithASigilAndConsistOfWordCharacters) {
  for (const std::string key : {"a", "#", "#a-b", "#a.b", ":a", "# a"}) {
    EXPECT_EQ(outcome(Placeholders::create(Placeholders::Names{{key, "a"}}, std::nullopt)),
              "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
  }
  for (const std::string key : {"a", ":", "#a", ":a b"}) {
    EXPECT_EQ(outcome(Placeholders::create(std::nullopt, one_value(key))),
              "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
  }
  EXPECT_EQ(outcome(Placeholders::create(Placeholders::Names{{"#_0aZ", "a"}}, one_value(":9_"))),
            "OK");
}

// Source: probes of DynamoDB Local 3.3.1.
TEST(Placeholders, AreAtMost255BytesLong) {
  const std::string longest = "#" + std::string(254, 'a');
  EXPECT_EQ(outcome(Placeholders::create(Placeholders::Names{{longest, "a"}}, std::nullopt)), "OK");
  EXPECT_EQ(outcome(Placeholders::create(Placeholders::Names{{longest + "a", "a"}}, std::nullopt)),
            "ExpressionAttributeNames contains invalid key: The expression attribute map contains "
            "a key that is too long; size of key: 256");
}

// Source: probes of DynamoDB Local 3.3.1.
TEST(Placeholders, NameNothingEmpty) {
  EXPECT_EQ(outcome(Placeholders::create(Placeholders::Names{{"#a", ""}}, std::nullopt)),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
}

TEST(Placeholders, ReportABadValueWithItsKeyAfterTheKeysSyntax) {
  Placeholders::ParsedValues values;
  values.emplace(":b", fail(ErrorCode::validation, "Input collection contains duplicates"));
  EXPECT_EQ(outcome(Placeholders::create(std::nullopt, values)),
            "ExpressionAttributeValues contains invalid value: Input collection contains "
            "duplicates for key :b");
  values.emplace("b", item::AttributeValue("v"));
  EXPECT_EQ(outcome(Placeholders::create(std::nullopt, values)),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"b\"");
}

TEST(Placeholders, KeepAWrongJsonTypeAsItIs) {
  Placeholders::ParsedValues values;
  values.emplace(":b", fail(ErrorCode::serialization, "wrong"));
  const Result<Placeholders> result = Placeholders::create(std::nullopt, values);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::serialization);
  EXPECT_EQ(result.error().message, "wrong");
}

// Source also: dynamodb-conformance, tests/tier3/error-messages/updateItem.test.ts.
TEST(Placeholders, MustAllBeUsedByTheExpressionsOfARequest) {
  Placeholders placeholders =
      placeholders_of({{"#a", "x"}, {"#b", "y"}}, R"({":v": {"N": "1"}, ":w": {"N": "2"}})");
  EXPECT_EQ(outcome(placeholders.check_all_used()),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}");
  EXPECT_EQ(*placeholders.use_name("#b"), "y");
  EXPECT_EQ(outcome(placeholders.check_all_used()),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}");
  EXPECT_NE(placeholders.use_name("#a"), nullptr);
  EXPECT_EQ(placeholders.use_name("#c"), nullptr);
  EXPECT_NE(placeholders.use_value(":w"), nullptr);
  EXPECT_EQ(outcome(placeholders.check_all_used()),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}");
  EXPECT_NE(placeholders.use_value(":v"), nullptr);
  EXPECT_EQ(outcome(placeholders.check_all_used()), "OK");
}

}  // namespace
}  // namespace quondam::expressions
