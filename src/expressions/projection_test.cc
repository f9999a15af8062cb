#include "expressions/projection.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/testing/expressions.h"
#include "item/json.h"

namespace quondam::expressions {
namespace {

using testing::item_of;
using testing::Names;
using testing::outcome;
using testing::placeholders_of;

std::string parse(const std::string& expression, const Names& names = {}) {
  Placeholders placeholders = placeholders_of(names, "");
  return outcome(parse_projection(expression, placeholders));
}

std::string projected(const std::string& expression, const std::string& item) {
  Placeholders placeholders = placeholders_of({{"#d", "a.b"}}, "");
  const Result<Projection> projection = parse_projection(expression, placeholders);
  EXPECT_TRUE(projection) << outcome(projection);
  return projection ? item::to_json(project(*projection, item_of(item))) : "";
}

// Source: dynalite test/getItem.js, recorded on DynamoDB (and dynamodb-conformance for the first
// syntax error).
TEST(ProjectionParser, RefusesWithDynamoDbsTexts) {
  const std::string invalid = "Invalid ProjectionExpression: ";
  EXPECT_EQ(parse(""), invalid + "The expression can not be empty;");
  EXPECT_EQ(parse("!!!"), invalid + R"(Syntax error; token: "!", near: "!!")");
  EXPECT_EQ(parse("a,b,a,#a"),
            invalid +
                "An expression attribute name used in the document path is not defined; attribute "
                "name: #a");
  EXPECT_EQ(parse("a.abORt"),
            invalid + "Attribute name is a reserved keyword; reserved keyword: abORt");
  EXPECT_EQ(parse("#a,ABSoLUTE"),
            invalid + "Attribute name is a reserved keyword; reserved keyword: ABSoLUTE");
}

TEST(ProjectionParser, RefusesWhatIsNoListOfPaths) {
  for (const std::string expression :
       {"a.", "a[b]", "a[:b]", "a[-1]", "a,", ",a", "a b", "(a)", "size(a)", ":a", "a[0", "a]"}) {
    EXPECT_EQ(parse(expression).rfind("Invalid ProjectionExpression: Syntax error; token: ", 0), 0U)
        << expression << ": " << parse(expression);
  }
}

struct Clash {
  std::string expression;
  std::string kind;
  std::string one;
  std::string two;
};

// Source: dynalite test/getItem.js, recorded on DynamoDB.
TEST(ProjectionParser, RefusesPathsThatOverlapOrConflict) {
  for (const Clash& clash : std::vector<Clash>{
           {"b[1], b.a, #a.b, a", "overlap", "[a, b]", "[a]"},
           {"a, #a[1]", "overlap", "[a]", "[a, [1]]"},
           {"a.b, #a[1], #b", "conflict", "[a, b]", "[a, [1]]"},
           {"a.b[1], #a[1], #b", "conflict", "[a, b, [1]]", "[a, [1]]"},
           {"a[3].b, #a.#b.b", "conflict", "[a, [3], b]", "[a, [3], b]"},
           {"a, b, a", "overlap", "[a]", "[a]"},
       }) {
    EXPECT_EQ(parse(clash.expression, {{"#a", "a"}, {"#b", "[3]"}}),
              "Invalid ProjectionExpression: Two document paths " + clash.kind +
                  " with each other; must remove or rewrite one of these paths; path one: " +
                  clash.one + ", path two: " + clash.two);
  }
  EXPECT_EQ(parse("a.b, a.c, b[0], b[1], ab, c"), "OK");
}

constexpr const char* kItem = R"({
  "a": {"S": "1"}, "a.b": {"S": "dotted"}, "l": {"L": [{"S": "0"}, {"S": "1"}, {"M": {"x": {"N": "1"}, "y": {"N": "2"}}}]},
  "m": {"M": {"k": {"S": "v"}, "j": {"M": {"i": {"L": [{"N": "5"}, {"N": "6"}]}}}}}})";

// Developer guide, "Using projection expressions in DynamoDB".
TEST(Project, CopiesWholeAttributes) {
  EXPECT_EQ(projected("a, gone", kItem), R"({"a":{"S":"1"}})");
  EXPECT_EQ(projected("gone", kItem), "{}");
  EXPECT_EQ(projected("#d", kItem), R"({"a.b":{"S":"dotted"}})");
}

TEST(Project, KeepsTheNestingOfMaps) {
  EXPECT_EQ(projected("m.j.i[1]", kItem), R"({"m":{"M":{"j":{"M":{"i":{"L":[{"N":"6"}]}}}}}})");
  EXPECT_EQ(projected("m.k, m.gone, l[2].y", kItem),
            R"({"l":{"L":[{"M":{"y":{"N":"2"}}}]},"m":{"M":{"k":{"S":"v"}}}})");
}

// Source: dynalite test/getItem.js: elements come in the list's order and stand close together.
TEST(Project, ClosesUpTheElementsOfLists) {
  EXPECT_EQ(projected("l[2].x, l[0]", kItem), R"({"l":{"L":[{"S":"0"},{"M":{"x":{"N":"1"}}}]}})");
  EXPECT_EQ(projected("l[10], l[1]", kItem), R"({"l":{"L":[{"S":"1"}]}})");
}

TEST(Project, LeavesOutPathsThatLeadNowhere) {
  EXPECT_EQ(projected("m.gone, l[7], a.b, m.k.x", kItem), "{}");
  EXPECT_EQ(projected("m[0], l.k, a[0]", kItem), "{}");
}

}  // namespace
}  // namespace quondam::expressions
