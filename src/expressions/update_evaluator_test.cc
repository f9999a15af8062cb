#include "expressions/update_evaluator.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/testing/expressions.h"
#include "expressions/update_parser.h"
#include "item/json.h"

namespace quondam::expressions {
namespace {

using testing::item_of;
using testing::outcome;
using testing::placeholders_of;

constexpr const char* kValues = R"({
  ":n": {"N": "1"}, ":five": {"N": "5"}, ":s": {"S": "new"}, ":t": {"S": "other"}, ":l": {"L": [{"S": "x"}, {"S": "y"}]}, ":el": {"L": []},
  ":ss": {"SS": ["b", "c"]}, ":ns": {"NS": ["2", "3.0"]}, ":bs": {"BS": ["AQ=="]}, ":map": {"M": {"k": {"N": "1"}}},
  ":max": {"N": "9.9999999999999999999999999999999999999E+125"}})";

Result<item::Item> run(const std::string& expression, const std::string& item) {
  Placeholders placeholders = placeholders_of({}, kValues);
  Result<Update> update = parse_update(expression, placeholders);
  if (!update) return tl::unexpected(update.error());
  return expressions::apply(*update, item_of(item));
}

std::string after(const std::string& expression, const std::string& item) {
  const Result<item::Item> result = run(expression, item);
  return result ? item::to_json(*result) : result.error().message;
}

constexpr const char* kMissing =
    "The provided expression refers to an attribute that does not exist in the item";
constexpr const char* kWrongType = "An operand in the update expression has an incorrect data type";
constexpr const char* kInvalidPath =
    "The document path provided in the update expression is invalid for update";

// Developer guide, "Using update expressions in DynamoDB", unless a test says otherwise.

TEST(UpdateSet, WritesAttributesAndNestedOnes) {
  EXPECT_EQ(after("SET a = :s", "{}"), R"({"a":{"S":"new"}})");
  EXPECT_EQ(after("SET a = :s, b = :n", R"({"a": {"N": "7"}, "c": {"N": "3"}})"),
            R"({"a":{"S":"new"},"b":{"N":"1"},"c":{"N":"3"}})");
  EXPECT_EQ(after("SET m.k = :s, m.l[0].x = :n",
                  R"({"m": {"M": {"l": {"L": [{"M": {}}]}, "z": {"N": "1"}}}})"),
            R"({"m":{"M":{"k":{"S":"new"},"l":{"L":[{"M":{"x":{"N":"1"}}}]},"z":{"N":"1"}}}})");
}

TEST(UpdateSet, ReadsTheItemAsItWas) {
  EXPECT_EQ(after("SET a = b, b = a", R"({"a": {"N": "1"}, "b": {"N": "2"}})"),
            R"({"a":{"N":"2"},"b":{"N":"1"}})");
  EXPECT_EQ(after("SET a = :s, b = a REMOVE c ADD d :n",
                  R"({"a": {"S": "old"}, "c": {"S": "x"}, "d": {"N": "1"}})"),
            R"({"a":{"S":"new"},"b":{"S":"old"},"d":{"N":"2"}})");
}

TEST(UpdateSet, AddsAndSubtractsNumbers) {
  EXPECT_EQ(after("SET a = a + :five", R"({"a": {"N": "-7.5"}})"), R"({"a":{"N":"-2.5"}})");
  EXPECT_EQ(after("SET a = :five - a", R"({"a": {"N": "7"}})"), R"({"a":{"N":"-2"}})");
  EXPECT_EQ(after("SET a = if_not_exists(a, :n) + :five", "{}"), R"({"a":{"N":"6"}})");
}

TEST(UpdateSet, PutsElementsPastTheEndOfAListAtItsEndInOrder) {
  EXPECT_EQ(after("SET l[9] = :s, l[4] = :t, l[0] = :n", R"({"l": {"L": [{"S": "a"}]}})"),
            R"({"l":{"L":[{"N":"1"},{"S":"other"},{"S":"new"}]}})");
  EXPECT_EQ(after("SET l[0] = :s", R"({"l": {"L": []}})"), R"({"l":{"L":[{"S":"new"}]}})");
}

TEST(UpdateSet, IfNotExistsLooksAtItsOtherOperandOnlyWhenNeeded) {
  EXPECT_EQ(after("SET a = if_not_exists(a, gone)", R"({"a": {"S": "old"}})"),
            R"({"a":{"S":"old"}})");
  EXPECT_EQ(after("SET a = if_not_exists(a, if_not_exists(b, :s))", "{}"), R"({"a":{"S":"new"}})");
  EXPECT_EQ(after("SET a = if_not_exists(a, gone)", "{}"), kMissing);
}

TEST(UpdateSet, ListAppendJoinsLists) {
  EXPECT_EQ(after("SET a = list_append(a, :l)", R"({"a": {"L": [{"N": "1"}]}})"),
            R"({"a":{"L":[{"N":"1"},{"S":"x"},{"S":"y"}]}})");
  EXPECT_EQ(after("SET a = list_append(:l, if_not_exists(a, :el))", "{}"),
            R"({"a":{"L":[{"S":"x"},{"S":"y"}]}})");
}

TEST(UpdateRemove, TakesAwayAttributesAndNestedOnes) {
  EXPECT_EQ(after("REMOVE a, m.k, gone, m.gone, l[7]",
                  R"({"a": {"N": "1"}, "m": {"M": {"k": {"N": "1"}}}, "l": {"L": []}})"),
            R"({"l":{"L":[]},"m":{"M":{}}})");
}

TEST(UpdateRemove, PositionsAreThoseBeforeTheUpdate) {
  const std::string item = R"({"l": {"L": [{"S": "0"}, {"S": "1"}, {"S": "2"}, {"S": "3"}]}})";
  EXPECT_EQ(after("REMOVE l[0], l[2]", item), R"({"l":{"L":[{"S":"1"},{"S":"3"}]}})");
  EXPECT_EQ(after("REMOVE l[1] SET l[2] = :s, l[9] = :t", item),
            R"({"l":{"L":[{"S":"0"},{"S":"new"},{"S":"3"},{"S":"other"}]}})");
  // What this update appends is not what it removes.
  EXPECT_EQ(after("SET l[9] = :s REMOVE l[4]", item),
            R"({"l":{"L":[{"S":"0"},{"S":"1"},{"S":"2"},{"S":"3"},{"S":"new"}]}})");
  EXPECT_EQ(after("REMOVE l[0], l[1][0], l[1][2]",
                  R"({"l": {"L": [{"S": "0"}, {"L": [{"S": "a"}, {"S": "b"}, {"S": "c"}]}]}})"),
            R"({"l":{"L":[{"L":[{"S":"b"}]}]}})");
}

TEST(UpdateAdd, AddsToNumbersAndStartsThemAtZero) {
  EXPECT_EQ(after("ADD a :five, b :five, m.c :n", R"({"a": {"N": "1"}, "m": {"M": {}}})"),
            R"({"a":{"N":"6"},"b":{"N":"5"},"m":{"M":{"c":{"N":"1"}}}})");
}

TEST(UpdateAdd, UnitesSets) {
  EXPECT_EQ(
      after("ADD a :ss, b :ns, c :bs, d :ss",
            R"({"a": {"SS": ["a", "b"]}, "b": {"NS": ["3", "1"]}, "c": {"BS": ["AQ=="]}})"),
      R"({"a":{"SS":["a","b","c"]},"b":{"NS":["1","2","3"]},"c":{"BS":["AQ=="]},"d":{"SS":["b","c"]}})");
}

TEST(UpdateDelete, TakesElementsOutOfSets) {
  EXPECT_EQ(after("DELETE a :ss, b :ns, gone :ss",
                  R"({"a": {"SS": ["a", "b"]}, "b": {"NS": ["3", "1"]}})"),
            R"({"a":{"SS":["a"]},"b":{"NS":["1"]}})");
}

TEST(UpdateDelete, RemovesTheAttributeWithItsLastElement) {
  EXPECT_EQ(after("DELETE a :ss, m.b :bs",
                  R"({"a": {"SS": ["b"]}, "m": {"M": {"b": {"BS": ["AQ=="]}}}})"),
            R"({"m":{"M":{}}})");
}

// Source: dynalite test/updateItem.js, recorded on DynamoDB.
TEST(Update, RefusesOperandsWhoseTypeInTheItemIsWrong) {
  const std::string item =
      R"({"a": {"S": "key"}, "b": {"M": {"a": {"SS": ["1"]}}}, "c": {"N": "1"}, "d": {"NS": ["1"]}})";
  for (const std::string expression : {
           "delete d :ss",
           "delete b :ns",
           "delete b.a :ns",
           "delete b.a :bs",
           "delete c :ns",
           "add b :ns",
           "add d :n",
           "set e = a + :n",
           "set e = b - :n",
           "set e = list_append(d, if_not_exists(f, :el))",
       }) {
    EXPECT_EQ(after(expression, item), kWrongType) << expression;
  }
}

// Source: dynalite test/updateItem.js, recorded on DynamoDB.
TEST(Update, RefusesToReadWhatIsNotThere) {
  const std::string item = R"({"a": {"S": "key"}})";
  EXPECT_EQ(after("set c = b", item), kMissing);
  EXPECT_EQ(after("set e = list_append(b, c)", item), kMissing);
}

// Source: dynalite test/updateItem.js, recorded on DynamoDB.
TEST(Update, RefusesPathsThatLeadNowhere) {
  const std::string item = R"({"a": {"S": "key"}, "b": {"S": "key"}, "c": {"M": {"1": {"S": "a"}}},
      "d": {"L": [{"S": "a"}, {"S": "b"}]}})";
  EXPECT_EQ(after("set b.a = a", R"({"a": {"S": "key"}})"), kInvalidPath);
  EXPECT_EQ(after("set b[1] = a", R"({"a": {"S": "key"}})"), kInvalidPath);
  for (const std::string path : {"b.a", "b[1]", "y.a", "y[1]", "c[1]", "d.x"}) {
    EXPECT_EQ(after("set " + path + " = :ss, z = :ss", item), kInvalidPath) << path;
    EXPECT_EQ(after("remove " + path + " set z = :ss", item), kInvalidPath) << path;
    EXPECT_EQ(after("delete " + path + " :ss set z = :ss", item), kInvalidPath) << path;
    EXPECT_EQ(after("add " + path + " :ss set z = :ss", item), kInvalidPath) << path;
  }
}

TEST(Update, RefusesNumbersOutOfRange) {
  const std::string item = R"({"a": {"N": "9E+125"}})";
  for (const std::string expression : {"SET a = a + :max", "ADD a :max"}) {
    const Result<item::Item> result = run(expression, item);
    ASSERT_FALSE(result) << expression;
    EXPECT_EQ(result.error().code, ErrorCode::validation);
  }
}

// Source: the alternator tests of ScyllaDB, test_item.py, which run on DynamoDB too: even an update
// that does nothing creates the item, but one that only takes away does not.
TEST(Update, CreatesAnItemUnlessItOnlyTakesAway) {
  const auto creates = [](const std::string& expression) {
    Placeholders placeholders = placeholders_of({}, kValues);
    return creates_item(*parse_update(expression, placeholders));
  };
  EXPECT_FALSE(creates("REMOVE a"));
  EXPECT_FALSE(creates("DELETE a :ss"));
  EXPECT_FALSE(creates("REMOVE a DELETE b :ss"));
  EXPECT_TRUE(creates("REMOVE a SET b = :n"));
  EXPECT_TRUE(creates("ADD a :n"));
  EXPECT_TRUE(creates_item({}));
}

item::Item parts(const std::string& expression, const std::string& item) {
  Placeholders placeholders = placeholders_of({}, kValues);
  const Result<Update> update = parse_update(expression, placeholders);
  EXPECT_TRUE(update) << outcome(update);
  return updated_attributes(*update, item_of(item));
}

// Source: the alternator tests of ScyllaDB, test_returnvalues.py, which run on DynamoDB too: only
// the nested parts are returned; and an element that was appended, or moved up by a removal, is
// looked for at the position in the expression.
TEST(UpdatedAttributes, AreThePartsThatThePathsName) {
  const std::string item =
      R"({"p": {"S": "key"}, "a": {"M": {"b": {"S": "dog"}, "c": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}]}}}, "d": {"S": "cat"}})";
  EXPECT_EQ(item::to_json(parts("SET a.b = :s, d = :s, e = :n", item)),
            R"({"a":{"M":{"b":{"S":"dog"}}},"d":{"S":"cat"}})");
  EXPECT_EQ(item::to_json(parts("SET a.c[1] = :n", item)),
            R"({"a":{"M":{"c":{"L":[{"N":"2"}]}}}})");
  EXPECT_EQ(item::to_json(parts("REMOVE a.c[1], a.c[3]", item)),
            R"({"a":{"M":{"c":{"L":[{"N":"2"}]}}}})");
  EXPECT_EQ(item::to_json(parts("SET a.c[100] = :n", after("SET a.c[100] = :n", item))), "{}");
  EXPECT_EQ(item::to_json(parts("REMOVE a.c[1]", after("REMOVE a.c[1]", item))),
            R"({"a":{"M":{"c":{"L":[{"N":"3"}]}}}})");
}

}  // namespace
}  // namespace quondam::expressions
