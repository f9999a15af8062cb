#include "expressions/partiql/key_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/condition_evaluator.h"
#include "expressions/partiql/statement.h"
#include "expressions/testing/expressions.h"

namespace quondam::expressions::partiql {
namespace {

// Unless a test names another source, what is read by the key and what is refused is floci's
// Edge Case tests, recorded on DynamoDB in September 2026.

const item::KeySchema kSchema{{{"pk", item::Type::S}}, {{"sk", item::Type::S}}};

Condition where(const std::string& text) {
  auto statement = parse_statement("SELECT * FROM t WHERE " + text, {});
  EXPECT_TRUE(statement) << text << ": " << expressions::testing::outcome(statement);
  return *std::get<Select>(*statement).where;
}

// How many reads by the key; 0 for a walk over everything; -1 for an error.
int reads(const std::string& text, const item::KeySchema& schema = kSchema) {
  const auto plan = plan_reads(where(text), schema);
  if (!plan) return -1;
  return *plan ? static_cast<int>((*plan)->size()) : 0;
}

std::string error(const std::string& text) {
  return expressions::testing::outcome(plan_reads(where(text), kSchema));
}

std::string values(int count) {
  std::string list = "[";
  for (int i = 0; i < count; ++i) list += (i == 0 ? "'v" : ", 'v") + std::to_string(i) + "'";
  return list + "]";
}

// Developer guide, "PartiQL select statements for DynamoDB", and floci.
TEST(KeyPlan, ReadsByTheKeyWhereEveryCaseNamesThePartition) {
  EXPECT_EQ(reads("pk = 'a'"), 1);
  EXPECT_EQ(reads("'a' = pk AND x = 1"), 1);
  EXPECT_EQ(reads("pk = 'a' OR pk = 'b'"), 2);
  EXPECT_EQ(reads("pk IN ['a', 'b', 'c']"), 3);
  EXPECT_EQ(reads("pk = 'a' AND (sk = '1' OR sk = '2')"), 2);
  EXPECT_EQ(reads("pk IN ['a', 'b'] AND sk IN ['1', '2']"), 4);
  EXPECT_EQ(reads("pk = 'a' AND (sk < '1' OR sk > '1' OR sk = '1')"), 3);
  EXPECT_EQ(reads("(pk = 'a' AND x = 1) OR (pk = 'b' AND y = 2)"), 2);
  EXPECT_EQ(reads("pk = 'a' AND (x = 1 OR y = 2)"), 1);
  EXPECT_EQ(reads("pk = 'a' AND pk = 'a' AND sk = '1'"), 1);

  EXPECT_EQ(reads("pk > 'a'"), 0);
  EXPECT_EQ(reads("x = 1"), 0);
  EXPECT_EQ(reads("pk = 'a' OR x = 1"), 0);
  EXPECT_EQ(reads("pk = 'a' OR sk = '1'"), 0);
  EXPECT_EQ(reads("NOT pk = 'a'"), 0);
  EXPECT_EQ(reads("pk = 'a' AND pk = 'b'"), 0);
  EXPECT_EQ(reads("pk = 'a' AND (pk = 'b' OR x = 1)"), 0);
  EXPECT_EQ(reads("pk = x"), 0);
}

TEST(KeyPlan, RefusesReadsThatOverlap) {
  const std::string overlapping =
      "Overlapping conditions with range keys are not supported in where clause";
  for (const std::string text :
       {"pk IN ['a', 'a']", "pk = 'a' OR pk = 'a'", "pk = 'a' AND (sk > '0' OR sk < '5')",
        "pk = 'a' AND (sk = '1' OR x = 'two')",
        "(pk = 'a' AND x = 'one') OR (pk = 'a' AND x = 'two')",
        "pk = 'a' AND x = '1' OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND x <> '1' OR pk = 'a' AND sk = '2'"}) {
    EXPECT_EQ(error(text), overlapping) << text;
  }
}

// Source: dynamodb-conformance, tests/tier2/partiql/whereOverlap.test.ts.
TEST(KeyPlan, MergesReadsWithConditionsThatAreNoRangeOfTheSortKey) {
  for (const std::string left : {"NOT sk = '1'", "sk <> '1'", "NOT begins_with(sk, 'x')",
                                 "NOT sk IN ['1', '3']", "NOT sk > '5'", "NOT (sk = '1')"}) {
    const auto plan =
        plan_reads(where("pk = 'a' AND " + left + " OR pk = 'a' AND sk = '2'"), kSchema);
    ASSERT_TRUE(plan && *plan) << left;
    ASSERT_EQ((*plan)->size(), 1U) << left;
    const KeyRead& read = (*plan)->front();
    EXPECT_FALSE(read.sort) << left;
    ASSERT_TRUE(read.filter) << left;
    EXPECT_TRUE(evaluate(*read.filter,
                         expressions::testing::item_of(R"({"pk":{"S":"a"},"sk":{"S":"2"}})")));
  }
  EXPECT_EQ(reads("pk = 'a' OR pk = 'a' AND NOT sk = '1'"), 1);
}

TEST(KeyPlan, DoesAtMost50Reads) {
  const std::string too_many = "Too many decomposed read operations for a given query.";
  EXPECT_EQ(error("pk IN " + values(51)), too_many);
  EXPECT_EQ(error("pk = 'a' AND sk IN " + values(51)), too_many);
  EXPECT_EQ(error("pk IN " + values(26) + " AND sk IN ['1', '2']"), too_many);
  EXPECT_EQ(reads("pk IN " + values(50) + " AND x IN " + values(100)), 50);
  EXPECT_EQ(reads("pk IN " + values(51) + " OR x = 'one'"), 0);
  // However many cases the text has.
  std::string many = "pk = 'a'";
  for (int i = 0; i < 200; ++i) many += " AND (sk = '1' OR sk = '2')";
  EXPECT_EQ(error(many), too_many);
}

TEST(KeyPlan, NarrowsByOneConditionOnTheSortKey) {
  const auto plan = plan_reads(where("pk = 'a' AND sk > '0' AND sk = '1' AND x = 1"), kSchema);
  ASSERT_TRUE(plan && *plan && (*plan)->size() == 1);
  const KeyRead& read = (*plan)->front();
  ASSERT_TRUE(read.sort);
  EXPECT_EQ(read.sort->op, item::SortCondition::Operator::eq);
  EXPECT_TRUE(read.filter);
  EXPECT_TRUE(key_condition_of(read, kSchema));
}

TEST(KeyPlan, RefusesValuesOfAnotherType) {
  const auto outcome = [](const std::string& text) {
    const auto plan = plan_reads(where(text), kSchema);
    if (!plan || !*plan) return std::string("no reads");
    for (const KeyRead& read : **plan) {
      if (auto condition = key_condition_of(read, kSchema); !condition)
        return condition.error().message;
    }
    return std::string("OK");
  };
  EXPECT_EQ(outcome("pk = 1 OR pk = 'a'"),
            "Key attribute's data type should match its data type in table's schema: Key pk");
  EXPECT_EQ(outcome("pk = 'a' AND sk IN ['1', 2]"),
            "Key attribute's data type should match its data type in table's schema: Key sk");
  EXPECT_EQ(outcome("pk = 'a' AND sk BETWEEN '1' AND '2'"), "OK");
}

TEST(SplitKey, TakesTheFirstEqualityForEachAttribute) {
  const ItemKey split = split_key(where("(pk = 'a' AND '1' = sk) AND x = 1 AND pk = 'a'"), kSchema);
  EXPECT_TRUE(split.complete(kSchema));
  EXPECT_FALSE(split.contradiction);
  ASSERT_TRUE(split.rest);
  EXPECT_TRUE(std::holds_alternative<Compare>(split.rest->node));

  EXPECT_EQ(split_key(where("pk = 'a' AND sk = '1' AND pk = 'b'"), kSchema).contradiction, "pk");
  EXPECT_FALSE(split_key(where("pk IN ['a'] AND sk = '1'"), kSchema).complete(kSchema));
  EXPECT_FALSE(split_key(where("pk = 'a' OR sk = '1'"), kSchema).complete(kSchema));
  EXPECT_FALSE(split_key(std::nullopt, kSchema).complete(kSchema));
}

}  // namespace
}  // namespace quondam::expressions::partiql
