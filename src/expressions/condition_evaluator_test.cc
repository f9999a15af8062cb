#include "expressions/condition_evaluator.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/condition_parser.h"
#include "expressions/testing/expressions.h"

namespace quondam::expressions {
namespace {

using testing::item_of;
using testing::placeholders_of;

constexpr const char* kItem = R"({
  "s": {"S": "hello"}, "t": {"S": "héllo😀"}, "nothing": {"S": ""}, "n": {"N": "5"}, "m": {"N": "5.0"},
  "neg": {"N": "-10"}, "b": {"B": "AQID"}, "yes": {"BOOL": true}, "nul": {"NULL": true},
  "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2", "3"]}, "bs": {"BS": ["AQ=="]},
  "l": {"L": [{"S": "x"}, {"N": "1"}, {"L": [{"N": "7"}]}]},
  "mp": {"M": {"k": {"S": "v"}, "deep": {"M": {"n": {"N": "1"}}}}}, "mp2": {"M": {"k": {"S": "v"}}}
})";
constexpr const char* kValues = R"({
  ":hello": {"S": "hello"}, ":hel": {"S": "hel"}, ":ell": {"S": "ell"}, ":nothing": {"S": ""}, ":a": {"S": "a"}, ":c": {"S": "c"},
  ":5": {"N": "5"}, ":6": {"N": "6"}, ":1": {"N": "1"}, ":2": {"N": "2"}, ":3": {"N": "3"}, ":m9": {"N": "-9"}, ":7": {"N": "7"},
  ":b": {"B": "AQI="}, ":b2": {"B": "AQ=="}, ":mid": {"B": "AgM="}, ":true": {"BOOL": true}, ":null": {"NULL": true},
  ":ss": {"SS": ["b", "a"]}, ":ns": {"NS": ["3", "1", "2.0"]}, ":l7": {"L": [{"N": "7"}]}, ":kv": {"M": {"k": {"S": "v"}}},
  ":S": {"S": "S"}, ":NULL": {"S": "NULL"}, ":L": {"S": "L"}, ":x": {"S": "x"}, ":size": {"S": "12345"}
})";

bool holds(const std::string& expression, const item::Item& item) {
  Placeholders placeholders = placeholders_of({{"#n", "n"}}, kValues);
  const Result<Condition> condition =
      parse_condition("ConditionExpression", expression, placeholders);
  EXPECT_TRUE(condition) << expression << ": " << testing::outcome(condition);
  return condition && evaluate(*condition, item);
}

void expect_true(const std::vector<std::string>& expressions) {
  const item::Item item = item_of(kItem);
  for (const std::string& expression : expressions) {
    EXPECT_TRUE(holds(expression, item)) << expression;
    EXPECT_FALSE(holds("NOT (" + expression + ")", item)) << "NOT " << expression;
  }
}
void expect_false(const std::vector<std::string>& expressions) {
  const item::Item item = item_of(kItem);
  for (const std::string& expression : expressions) {
    EXPECT_FALSE(holds(expression, item)) << expression;
    EXPECT_TRUE(holds("NOT (" + expression + ")", item)) << "NOT " << expression;
  }
}

// Developer guide, "Condition and filter expressions, operators, and functions in DynamoDB", unless
// a test says otherwise.

TEST(ConditionEvaluator, EqualityComparesTypeAndValue) {
  expect_true({"s = :hello", "n = :5", "n = m", "yes = :true", "nul = :null", "ss = :ss",
               "ns = :ns", "mp2 = :kv", "l[2] = :l7", "s <> :5", "s <> :a", ":5 = #n"});
  expect_false({"s = :5", "s = :a", "s <> :hello", "ss = ns", "n <> m"});
}

// Source: dynalite db/index.js and DynamoDB Local: what is missing differs from everything.
TEST(ConditionEvaluator, AMissingAttributeEqualsNothing) {
  expect_true({"gone <> :5", "gone <> gone2", "mp.gone <> :5", "l[9] <> :5"});
  expect_false({"gone = :5", "gone = gone2", "gone < :5", "gone >= :5", "n > gone",
                "gone BETWEEN :5 AND :6", "n BETWEEN gone AND :6", "gone IN (:5)"});
}

TEST(ConditionEvaluator, OrdersStringsNumbersAndBinaries) {
  expect_true({"s < :x", "s >= :hello", "n < :6", "neg < :m9", "neg < n", "b > :b", "n <= m",
               "s < t", "n >= :5", "nothing < :a"});
  expect_false({"s < :hello", "n > :6", "b < :b"});
}

TEST(ConditionEvaluator, ValuesOfDifferentTypesHaveNoOrder) {
  expect_false({"s < :5", "s >= :5", "s <= n", "s > n", "ss < :a", "yes > :a", "l >= :a",
                "s BETWEEN :5 AND :6", "nul <= nul2"});
}

TEST(ConditionEvaluator, BetweenIncludesItsBounds) {
  expect_true({"n BETWEEN :5 AND :6", "n BETWEEN :1 AND :5", ":5 BETWEEN n AND :6"});
  expect_false({"n BETWEEN :6 AND :7", "n BETWEEN :1 AND :2"});
}

TEST(ConditionEvaluator, InMeansEqualToOneOf) {
  expect_true({"n IN (:1, :5)", "s IN (:hello)", "ss IN (:a, :ss)", "n IN (:a, m)"});
  expect_false({"n IN (:1, :6)", "s IN (:5)"});
}

TEST(ConditionEvaluator, ExistenceFollowsThePath) {
  expect_true({"attribute_exists(s)", "attribute_exists(nul)", "attribute_exists(mp.deep.n)",
               "attribute_exists(l[2][0])", "attribute_not_exists(gone)",
               "attribute_not_exists(l[3])", "attribute_not_exists(mp[0])",
               "attribute_not_exists(l.k)", "attribute_not_exists(s.k)"});
  expect_false({"attribute_exists(gone)", "attribute_not_exists(mp.k)"});
}

// Source of the operand that is a value: the alternator tests of ScyllaDB, which run on DynamoDB
// too.
TEST(ConditionEvaluator, AttributeTypeComparesTheTypesName) {
  expect_true({"attribute_type(:hello, :S)", "attribute_type(s, :S)", "attribute_type(nul, :NULL)",
               "attribute_type(l[2], :L)"});
  expect_false({"attribute_type(n, :S)", "attribute_type(gone, :S)"});
}

TEST(ConditionEvaluator, BeginsWithTakesStringsAndBinaries) {
  expect_true({"begins_with(s, :hel)", "begins_with(s, :hello)", "begins_with(s, :nothing)",
               "begins_with(b, :b)", "begins_with(:hello, s)"});
  expect_false({"begins_with(s, :ell)", "begins_with(b, :mid)", "begins_with(n, :hel)",
                "begins_with(s, :b)", "begins_with(gone, :hel)", "begins_with(s, gone)"});
}

TEST(ConditionEvaluator, ContainsLooksIntoStringsSetsAndLists) {
  expect_true({"contains(s, :ell)", "contains(b, :mid)", "contains(ss, :a)", "contains(ns, :2)",
               "contains(bs, :b2)", "contains(l, :x)", "contains(l, :1)", "contains(l, :l7)",
               "contains(:hello, s)"});
  expect_false({"contains(s, :c)", "contains(s, :5)", "contains(ss, :c)", "contains(ss, :1)",
                "contains(ns, :a)", "contains(l, :5)", "contains(mp, :x)", "contains(n, :5)",
                "contains(gone, :a)", "contains(s, gone)", "contains(l, :7)"});
}

// Source of the length of a string: DynamoDB Local, whose strings are Java's: a character outside
// the basic plane counts 2.
TEST(ConditionEvaluator, SizeCountsCharactersBytesAndElements) {
  expect_true({"size(s) = :5", "size(t) = :7", "size(b) = :3", "size(ss) = :2", "size(ns) = :3",
               "size(bs) = :1", "size(l) = :3", "size(mp) = :2", "size(:size) = n",
               "size(l) < size(s)", "size(l) BETWEEN :1 AND :3", "size(l) IN (:3)"});
}

TEST(ConditionEvaluator, SizeOfOtherTypesAndOfNothingIsNothing) {
  expect_false({"size(n) = :1", "size(yes) > :m9", "size(nul) >= :m9", "size(gone) >= :m9"});
  expect_true({"size(n) <> :1", "size(gone) <> :1"});
}

TEST(ConditionEvaluator, AndBindsTighterThanOrAndNotTighterThanAnd) {
  expect_true({"n = :5 OR n = :6 AND n = :1", "n = :1 AND n = :6 OR n = :5",
               "NOT n = :6 AND n = :5", "NOT n = :5 OR n = :5"});
  expect_false(
      {"(n = :5 OR n = :6) AND n = :1", "NOT (n = :6 OR n = :5)", "NOT n = :5 AND n = :5"});
}

TEST(ConditionEvaluator, AnItemThatDoesNotExistIsEmpty) {
  EXPECT_TRUE(holds("attribute_not_exists(s)", {}));
  EXPECT_FALSE(holds("s = :hello", {}));
}

}  // namespace
}  // namespace quondam::expressions
