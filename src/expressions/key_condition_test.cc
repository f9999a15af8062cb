#include "expressions/key_condition.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/testing/expressions.h"

namespace quondam::expressions {
namespace {

using item::Type;
using testing::outcome;
using testing::placeholders_of;
using Operator = item::SortCondition::Operator;

constexpr const char* kValues = R"({
  ":a": {"S": "a"}, ":b": {"S": "b"}, ":c": {"S": "c"}, ":d": {"S": "d"}, ":empty": {"S": ""}, ":n": {"N": "1"}, ":m": {"N": "5"},
  ":bin": {"B": "AQ=="}, ":ebin": {"B": ""}, ":true": {"BOOL": true}})";

const item::KeySchema kHash{{{"pk", Type::S}}, {}};
const item::KeySchema kComposite{{{"pk", Type::S}}, {{"sk", Type::S}}};
const item::KeySchema kCompositeNumber{{{"pk", Type::S}}, {{"sk", Type::N}}};
const item::KeySchema kMulti{{{"h", Type::S}},
                             {{"a", Type::S}, {"b", Type::S}, {"c", Type::S}, {"d", Type::S}}};
const item::KeySchema kMultiHash{{{"h1", Type::S}, {"h2", Type::N}}, {{"s", Type::S}}};

Result<KeyCondition> resolve(const std::string& expression, const item::KeySchema& schema) {
  Placeholders placeholders = placeholders_of({{"#p", "pk"}}, kValues);
  QUONDAM_ASSIGN(const Condition condition, parse_key_condition(expression, placeholders));
  QUONDAM_ASSIGN(const std::vector<KeyTerm> terms, key_terms(condition));
  return resolve_key_condition(terms, schema);
}

std::string error(const std::string& expression, const item::KeySchema& schema = kComposite) {
  return outcome(resolve(expression, schema));
}

TEST(KeyCondition, IsAnEqualityOfThePartitionKey) {
  for (const std::string expression : {"pk = :a", ":a = pk", "(#p = (:a))"}) {
    const Result<KeyCondition> condition = resolve(expression, kHash);
    ASSERT_TRUE(condition) << outcome(condition);
    EXPECT_EQ(condition->partition, (std::vector<item::AttributeValue>{"a"}));
    EXPECT_TRUE(condition->sort_equal.empty());
    EXPECT_FALSE(condition->sort_range);
  }
}

TEST(KeyCondition, MayHaveOneConditionOnTheSortKey) {
  const std::vector<std::pair<std::string, Operator>> ranges = {
      {"sk < :b", Operator::lt},
      {"sk <= :b", Operator::le},
      {"sk > :b", Operator::gt},
      {"sk >= :b", Operator::ge},
      {":b < sk", Operator::gt},
      {":b <= sk", Operator::ge},
      {":b > sk", Operator::lt},
      {":b >= sk", Operator::le},
      {"begins_with(sk, :b)", Operator::begins_with}};
  for (const auto& [text, op] : ranges) {
    const Result<KeyCondition> condition = resolve(text + " AND pk = :a", kComposite);
    ASSERT_TRUE(condition) << outcome(condition);
    ASSERT_TRUE(condition->sort_range) << text;
    EXPECT_EQ(condition->sort_range->op, op) << text;
    EXPECT_EQ(condition->sort_range->value, item::AttributeValue("b")) << text;
  }
  const Result<KeyCondition> between = resolve("pk = :a AND sk BETWEEN :a AND :b", kComposite);
  ASSERT_TRUE(between) << outcome(between);
  EXPECT_EQ(between->sort_range->op, Operator::between);
  EXPECT_EQ(between->sort_range->upper, item::AttributeValue("b"));
  const Result<KeyCondition> equal = resolve("(pk = :a) AND (sk = :b)", kComposite);
  ASSERT_TRUE(equal) << outcome(equal);
  EXPECT_EQ(equal->sort_equal, (std::vector<item::AttributeValue>{"b"}));
  EXPECT_FALSE(equal->sort_range);
}

// Source: dynalite test/query.js, recorded on DynamoDB.
TEST(KeyCondition, RefusesOperatorsThatKeysDoNotHave) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a > b and size(b) > c or a > c", "OR"},
      {"a in (b, size(c), d)", "IN"},
      {"attribute_exists(a)", "attribute_exists"},
      {"attribute_not_exists(a)", "attribute_not_exists"},
      {"attribute_type(a, :type)", "attribute_type"},
      {"contains(a.d, b)", "contains"},
      {"not a > b", "NOT"},
      {"a <> b", "<>"}};
  for (const auto& [expression, op] : cases) {
    Placeholders placeholders = placeholders_of({}, R"({":type": {"S": "S"}})");
    const Result<Condition> condition = parse_key_condition(expression, placeholders);
    ASSERT_TRUE(condition) << outcome(condition);
    EXPECT_EQ(outcome(key_terms(*condition)),
              "Invalid operator used in KeyConditionExpression: " + op);
  }
}

// Source: dynalite test/query.js, recorded on DynamoDB.
TEST(KeyCondition, ComparesOneTopLevelAttributeWithValues) {
  const std::string first = " operator must have the key attribute as its first operand";
  const std::string invalid = "Invalid condition in KeyConditionExpression: ";
  EXPECT_EQ(error(":a between size(b) and size(a) and b > :b"), invalid + "BETWEEN" + first);
  EXPECT_EQ(error("begins_with(:a, b) and a > :b"), invalid + "begins_with" + first);
  for (const std::string expression :
       {"size(b) > a AND a.b > b AND b > c", "a > size(b.d)", "a between size(b) and size(a)"}) {
    EXPECT_EQ(error(expression), "KeyConditionExpressions cannot contain nested operations")
        << expression;
  }
  for (const std::string expression :
       {"b > a.b", "b between c[1] and d", "a between b and size(a)", "begins_with(a, b)"}) {
    EXPECT_EQ(error(expression), invalid + "Multiple attribute names used in one condition")
        << expression;
  }
  for (const std::string expression : {"b.d > a AND c.d > e.f", "a.d > c", "b[0] > a"}) {
    EXPECT_EQ(error(expression),
              "KeyConditionExpressions cannot have conditions on nested attributes")
        << expression;
  }
  for (const std::string expression : {":b > :a AND a < :b", ":a > b AND :a < :b"}) {
    EXPECT_EQ(error(expression), invalid + "No key attribute specified") << expression;
  }
}

// Source: dynamodb-conformance, tests/tier3/error-messages/queryKeyConditionOperands.test.ts.
TEST(KeyCondition, HasOneConditionAnAttribute) {
  for (const std::string expression :
       {"pk = :a AND sk > :a AND sk < :b", "b > :a AND b < :a and c = :a and d = :a",
        "(a > :a and b > :a) and (b > :a and c > :a)"}) {
    EXPECT_EQ(error(expression),
              "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one "
              "condition per key")
        << expression;
  }
}

// Source: dynamodb-conformance, tests/tier3/error-messages/queryKeyConditionOperands.test.ts.
TEST(KeyCondition, RefusesValuesOfAWrongType) {
  const auto operand = [](const std::string& op, const std::string& type) {
    return "Invalid KeyConditionExpression: Incorrect operand type for operator or function; "
           "operator or function: " +
           op + ", operand type: " + type;
  };
  const std::string schema =
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type";
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :n)"), operand("begins_with", "N"));
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :true)"), operand("begins_with", "BOOL"));
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :n)", kCompositeNumber),
            operand("begins_with", "N"));
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :a)", kCompositeNumber), schema);
  EXPECT_EQ(error("pk = :a AND sk < :true", kCompositeNumber), operand("<", "BOOL"));
  EXPECT_EQ(error("pk = :a AND :true >= sk", kCompositeNumber), operand(">=", "BOOL"));
  EXPECT_EQ(error("pk = :a AND sk BETWEEN :true AND :true", kCompositeNumber),
            operand("BETWEEN", "BOOL"));
  EXPECT_EQ(error("pk = :a AND sk = :true", kCompositeNumber), schema);
  EXPECT_EQ(error(":n > pk", kHash), schema);
}

// Source: dynamodb-conformance, tests/tier3/validation-ordering/queryKeyCondition.test.ts.
TEST(KeyCondition, ReportsTheFirstProblemInTheOrderOfItsTerms) {
  const std::string operand =
      "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator "
      "or function: begins_with, operand type: N";
  const std::string undefined =
      "Invalid KeyConditionExpression: An expression attribute value used in expression is not "
      "defined; attribute value: :missing";
  EXPECT_EQ(error("pk = :missing AND begins_with(sk, :n)"), undefined);
  EXPECT_EQ(error("begins_with(sk, :n) AND pk = :missing"), operand);
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :n) AND sk = :missing"), operand);
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :n) AND sk > :b"), operand);
}

// Source of the first: dynamodb-conformance. Of the second and third: reports of DynamoDB's answers
// in public issues.
TEST(KeyCondition, NamesKeyAttributesOnly) {
  EXPECT_EQ(error("pk = :a AND sk > :n AND extra = :n", kCompositeNumber),
            "The number of query conditions (3) exceeds the number of key attributes defined in "
            "the schema (2)");
  EXPECT_EQ(error("sk = :a"), "Query condition missed key schema element: pk");
  EXPECT_EQ(error("pk = :a AND extra = :b"), "Query condition missed key schema element: sk");
  EXPECT_EQ(error("pk = :a AND extra = :b", kHash),
            "The number of query conditions (2) exceeds the number of key attributes defined in "
            "the schema (1)");
}

// Source: dynalite test/query.js, recorded on DynamoDB.
TEST(KeyCondition, RefusesRangesOfThePartitionKey) {
  for (const std::string expression : {"pk > :a", "pk < :a", ":a <= pk", ":a >= pk",
                                       "begins_with(pk, :a)", "pk between :a and :a"}) {
    EXPECT_EQ(error(expression), "Query key condition not supported") << expression;
  }
}

// Source: DynamoDB Local 3.3.1; the wording is that of DynamoDB for keys, recorded by
// dynamodb-conformance in 2026.
TEST(KeyCondition, RefusesEmptyValues) {
  EXPECT_EQ(error("pk = :empty", kHash),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: pk");
  EXPECT_EQ(error("pk = :a AND begins_with(sk, :ebin)", {{{"pk", Type::S}}, {{"sk", Type::B}}}),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty binary value. Key: sk");
}

// Source: dynamodb-conformance, tests/tier1/query/multiAttributeGsiKey.test.ts.
TEST(KeyCondition, TakesAPrefixOfAKeyOfSeveralAttributes) {
  const Result<KeyCondition> range = resolve("b = :b AND c > :c AND h = :a AND a = :a", kMulti);
  ASSERT_TRUE(range) << outcome(range);
  EXPECT_EQ(range->partition, (std::vector<item::AttributeValue>{"a"}));
  EXPECT_EQ(range->sort_equal, (std::vector<item::AttributeValue>{"a", "b"}));
  ASSERT_TRUE(range->sort_range);
  EXPECT_EQ(range->sort_range->op, Operator::gt);
  EXPECT_EQ(range->sort_range->value, item::AttributeValue("c"));

  const auto gap = [](const std::string& missing, const std::string& present) {
    return "RANGE key attributes " + missing +
           " must have equality conditions specified in the query because a condition is present "
           "on key attribute " +
           present;
  };
  EXPECT_EQ(error("h = :a AND a = :a AND c = :c", kMulti), gap("b", "c"));
  EXPECT_EQ(error("h = :a AND a = :a AND b > :b AND c = :c", kMulti), gap("b", "c"));
  EXPECT_EQ(error("h = :a AND b = :b", kMulti), gap("a", "b"));
}

TEST(KeyCondition, NeedsEveryAttributeOfThePartitionKey) {
  EXPECT_EQ(error("h1 = :a", kMultiHash), "Query condition missed key schema element: h2");
  const Result<KeyCondition> condition = resolve("h2 = :n AND h1 = :a AND s < :b", kMultiHash);
  ASSERT_TRUE(condition) << outcome(condition);
  EXPECT_EQ(condition->partition,
            (std::vector<item::AttributeValue>{"a", item::Number::from_integer(1)}));
}

}  // namespace
}  // namespace quondam::expressions
