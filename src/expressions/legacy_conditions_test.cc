#include "expressions/legacy_conditions.h"

#include <gtest/gtest.h>

#include "expressions/condition_evaluator.h"
#include "expressions/testing/expressions.h"

namespace quondam::expressions {
namespace {

using testing::item_of;
using testing::outcome;

const std::string kInvalid = "One or more parameter values were invalid: ";

// {"0": {"S": "a"}, "1": {"N": "1"}} as an AttributeValueList.
std::vector<LegacyValue> values_of(std::string_view json) {
  std::vector<LegacyValue> values;
  for (auto& [position, value] : item_of(json)) values.emplace_back(std::move(value));
  return values;
}

Result<std::optional<Condition>> filter(std::string_view comparison, std::string_view values,
                                        const std::string& attribute = "a") {
  const std::vector<LegacyCondition> conditions{{attribute, comparison, values_of(values)}};
  return translate_filter(conditions, LegacyCombination::all);
}

bool holds(std::string_view comparison, std::string_view values, std::string_view item,
           const std::string& attribute = "a") {
  const auto condition = filter(comparison, values, attribute);
  EXPECT_TRUE(condition) << outcome(condition);
  return condition && evaluate(**condition, item_of(item));
}

struct Case {
  std::string_view comparison;
  std::string_view values;
  std::string_view item;
  bool holds;
};

// What each operator means: API reference, "Condition"; ScyllaDB's test_expected.py and
// test_query_filter.py, which run on DynamoDB.
TEST(LegacyConditions, EachOperatorMeansWhatDynamoDbDocuments) {
  constexpr std::string_view kOne = R"({"0": {"N": "1"}})";
  constexpr std::string_view kSpan = R"({"0": {"N": "1"}, "1": {"N": "3"}})";
  constexpr std::string_view kEll = R"({"0": {"S": "ell"}})";
  constexpr std::string_view kHello = R"({"a": {"S": "hello"}})";
  constexpr std::string_view kMissing = R"({"b": {"S": "hello"}})";
  for (const Case& c : std::vector<Case>{
           {"EQ", kOne, R"({"a": {"N": "1.0"}})", true},
           {"EQ", kOne, R"({"a": {"S": "1"}})", false},
           {"EQ", kOne, kMissing, false},
           {"EQ", R"({"0": {"L": [{"N": "1"}]}})", R"({"a": {"L": [{"N": "1"}]}})", true},
           {"EQ", R"({"0": {"SS": ["x", "y"]}})", R"({"a": {"SS": ["y", "x"]}})", true},
           {"NE", kOne, R"({"a": {"N": "1"}})", false},
           {"NE", kOne, R"({"a": {"S": "1"}})", true},
           {"NE", kOne, kMissing, true},
           {"LE", kOne, R"({"a": {"N": "1"}})", true},
           {"LT", kOne, R"({"a": {"N": "1"}})", false},
           {"GE", kOne, R"({"a": {"N": "1"}})", true},
           {"GT", kOne, R"({"a": {"N": "2"}})", true},
           {"GT", kOne, R"({"a": {"S": "2"}})", false},
           {"LT", kOne, kMissing, false},
           {"BETWEEN", kSpan, R"({"a": {"N": "3"}})", true},
           {"BETWEEN", kSpan, R"({"a": {"N": "3.1"}})", false},
           {"BETWEEN", kSpan, R"({"a": {"S": "2"}})", false},
           {"IN", kSpan, R"({"a": {"N": "3"}})", true},
           {"IN", kSpan, R"({"a": {"N": "2"}})", false},
           {"IN", kSpan, R"({"a": {"NS": ["1", "3"]}})", false},
           {"BEGINS_WITH", R"({"0": {"S": "he"}})", kHello, true},
           {"BEGINS_WITH", kEll, kHello, false},
           {"BEGINS_WITH", kEll, R"({"a": {"N": "1"}})", false},
           {"NOT_NULL", "{}", R"({"a": {"NULL": true}})", true},
           {"NOT_NULL", "{}", kMissing, false},
           {"NULL", "{}", R"({"a": {"NULL": true}})", false},
           {"NULL", "{}", kMissing, true},
           {"CONTAINS", kEll, kHello, true},
           {"CONTAINS", kEll, R"({"a": {"SS": ["ell", "x"]}})", true},
           {"CONTAINS", kEll, R"({"a": {"SS": ["hello", "x"]}})", false},
           {"CONTAINS", kEll, R"({"a": {"L": [{"S": "ell"}]}})", true},
           {"CONTAINS", kOne, kHello, false},
           {"CONTAINS", kEll, kMissing, false},
           {"NOT_CONTAINS", kEll, kHello, false},
           {"NOT_CONTAINS", kOne, kHello, true},
           {"NOT_CONTAINS", kEll, R"({"a": {"SS": ["hello"]}})", true},
           // Surprising, and so on DynamoDB: neither holds for what is missing.
           {"NOT_CONTAINS", kEll, kMissing, false},
       }) {
    EXPECT_EQ(holds(c.comparison, c.values, c.item), c.holds)
        << c.comparison << " " << c.values << " of " << c.item;
  }
}

TEST(LegacyConditions, AttributeNamesAreNoPaths) {
  EXPECT_TRUE(
      holds("EQ", R"({"0": {"S": "x"}})", R"({"a.b[0]": {"S": "x"}, "a": {"M": {}}})", "a.b[0]"));
}

// dynalite's test/query.js and test/scan.js.
TEST(LegacyConditions, NumbersOfValuesAreChecked) {
  for (const std::string_view one :
       {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"}) {
    const std::string text = kInvalid + "Invalid number of argument(s) for the " +
                             std::string(one) + " ComparisonOperator";
    EXPECT_EQ(outcome(filter(one, "{}")), text);
    EXPECT_EQ(outcome(filter(one, R"({"0": {"S": "a"}, "1": {"S": "a"}})")), text);
  }
  const auto count = [](const std::string& name) {
    return kInvalid + "Invalid number of argument(s) for the " + name + " ComparisonOperator";
  };
  EXPECT_EQ(outcome(filter("IN", "{}")), count("IN"));
  EXPECT_EQ(outcome(filter("NULL", R"({"0": {"S": "a"}})")), count("NULL"));
  EXPECT_EQ(outcome(filter("NOT_NULL", R"({"0": {"S": "a"}})")), count("NOT_NULL"));
  EXPECT_EQ(outcome(filter("BETWEEN", R"({"0": {"S": "a"}})")), count("BETWEEN"));
  EXPECT_EQ(outcome(filter("BETWEEN", R"({"0": {"S": "a"}, "1": {"S": "a"}, "2": {"S": "a"}})")),
            count("BETWEEN"));
}

// dynalite's test/query.js; that EQ and NE take every type: ScyllaDB's test_query_filter.py.
TEST(LegacyConditions, TypesOfValuesAreChecked) {
  const std::vector<std::pair<std::string, std::string>> all = {
      {"S", R"({"S": "a"})"},        {"N", R"({"N": "1"})"},        {"B", R"({"B": "AQ=="})"},
      {"BOOL", R"({"BOOL": true})"}, {"NULL", R"({"NULL": true})"}, {"SS", R"({"SS": ["a"]})"},
      {"NS", R"({"NS": ["1"]})"},    {"BS", R"({"BS": ["AQ=="]})"}, {"M", R"({"M": {}})"},
      {"L", R"({"L": []})"}};
  const std::vector<std::pair<std::string, std::string>> allowed = {
      {"EQ", "S N B BOOL NULL SS NS BS M L"},
      {"NE", "S N B BOOL NULL SS NS BS M L"},
      {"LT", "S N B"},
      {"LE", "S N B"},
      {"GT", "S N B"},
      {"GE", "S N B"},
      {"IN", "S N B"},
      {"CONTAINS", "S N B BOOL NULL"},
      {"NOT_CONTAINS", "S N B BOOL NULL"},
      {"BEGINS_WITH", "S B"},
      {"BETWEEN", "S N B"}};
  for (const auto& [comparison, types] : allowed) {
    for (const auto& [type, value] : all) {
      const std::string values = comparison == "BETWEEN"
                                     ? R"({"0": )" + value + R"(, "1": )" + value + "}"
                                     : R"({"0": )" + value + "}";
      const bool accepted = (" " + types + " ").find(" " + type + " ") != std::string::npos;
      EXPECT_EQ(outcome(filter(comparison, values)),
                accepted ? "OK"
                         : kInvalid + "ComparisonOperator " + comparison + " is not valid for " +
                               type + " AttributeValue type");
    }
  }
}

// dynalite's test/query.js, in the order of its validations.
TEST(LegacyConditions, BadValuesComeBeforeTheirNumberTheirNumberBeforeTheirTypes) {
  std::vector<LegacyValue> values = values_of(R"({"0": {"N": "1"}, "1": {"S": "a"}})");
  values.emplace_back(fail(ErrorCode::validation, "bad value"));
  const std::vector<LegacyCondition> bad{{"a", "EQ", values}};
  EXPECT_EQ(outcome(translate_filter(bad, LegacyCombination::all)), "bad value");
  constexpr std::string_view kMixed = R"({"0": {"BOOL": true}, "1": {"S": "a"}})";
  EXPECT_EQ(outcome(filter("LT", kMixed)),
            kInvalid + "Invalid number of argument(s) for the LT ComparisonOperator");
  EXPECT_EQ(outcome(filter("IN", kMixed)),
            kInvalid + "AttributeValues inside AttributeValueList must be of same type");
  EXPECT_EQ(outcome(filter("BETWEEN", R"({"0": {"S": "b"}, "1": {"S": "a"}})")),
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
  EXPECT_EQ(outcome(filter("BETWEEN", R"({"0": {"N": "10"}, "1": {"N": "9"}})")),
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
}

TEST(LegacyConditions, AreCombinedWithAndOrWithOr) {
  const std::vector<LegacyCondition> conditions{{"a", "EQ", values_of(R"({"0": {"N": "1"}})")},
                                                {"b", "EQ", values_of(R"({"0": {"N": "2"}})")}};
  const item::Item both = item_of(R"({"a": {"N": "1"}, "b": {"N": "2"}})");
  const item::Item one = item_of(R"({"a": {"N": "1"}})");
  const item::Item none = item_of(R"({"b": {"N": "1"}})");
  const auto all = translate_filter(conditions, LegacyCombination::all);
  const auto any = translate_filter(conditions, LegacyCombination::any);
  EXPECT_TRUE(evaluate(**all, both));
  EXPECT_FALSE(evaluate(**all, one));
  EXPECT_TRUE(evaluate(**any, one));
  EXPECT_FALSE(evaluate(**any, none));
  EXPECT_FALSE(translate_filter({}, LegacyCombination::any)->has_value());
}

LegacyExpectation expectation() {
  return {"a", std::nullopt, std::nullopt, std::nullopt, std::nullopt};
}
Result<std::optional<Condition>> translate(const LegacyExpectation& expected) {
  return translate_expected(std::span(&expected, 1), LegacyCombination::all);
}

// dynalite's test/putItem.js and test/deleteItem.js.
TEST(LegacyExpected, MembersAreCheckedAgainstEachOther) {
  const LegacyValue a = item::AttributeValue("a");
  LegacyExpectation e = expectation();
  EXPECT_EQ(outcome(translate(e)),
            kInvalid + "Value must be provided when Exists is null for Attribute: a");
  e.exists = true;
  EXPECT_EQ(outcome(translate(e)),
            kInvalid + "Value must be provided when Exists is true for Attribute: a");
  e.exists = false;
  e.value = a;
  EXPECT_EQ(outcome(translate(e)),
            kInvalid + "Value cannot be used when Exists is false for Attribute: a");
  e.values.emplace();
  EXPECT_EQ(outcome(translate(e)),
            kInvalid + "Value and AttributeValueList cannot be used together for Attribute: a");
  e.value.reset();
  EXPECT_EQ(
      outcome(translate(e)),
      kInvalid + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a");
  e.comparison = "LT";
  EXPECT_EQ(outcome(translate(e)),
            kInvalid + "Exists and ComparisonOperator cannot be used together for Attribute: a");
  e.exists.reset();
  EXPECT_EQ(outcome(translate(e)),
            kInvalid + "Invalid number of argument(s) for the LT ComparisonOperator");
  e.values.reset();
  EXPECT_EQ(outcome(translate(e)), kInvalid +
                                       "Value or AttributeValueList must be used with "
                                       "ComparisonOperator: LT for Attribute: a");
  e.value = a;
  for (const std::string_view name : {"NULL", "BETWEEN"}) {
    e.comparison = name;
    EXPECT_EQ(outcome(translate(e)), kInvalid + "Invalid number of argument(s) for the " +
                                         std::string(name) + " ComparisonOperator");
  }
}

// API reference, "ExpectedAttributeValue".
TEST(LegacyExpected, ValueAloneIsAnEqualityAndExistsFalseItsAbsence) {
  const item::Item has = item_of(R"({"a": {"S": "a"}})");
  const item::Item other = item_of(R"({"a": {"S": "b"}})");
  LegacyExpectation e = expectation();
  e.value = item::AttributeValue("a");
  for (const auto exists : {std::optional<bool>(), std::optional(true)}) {
    e.exists = exists;
    EXPECT_TRUE(evaluate(**translate(e), has));
    EXPECT_FALSE(evaluate(**translate(e), other));
    EXPECT_FALSE(evaluate(**translate(e), {}));
  }
  e.exists.reset();
  e.comparison = "GT";
  EXPECT_FALSE(evaluate(**translate(e), has));
  EXPECT_TRUE(evaluate(**translate(e), other));
  e = expectation();
  e.exists = false;
  EXPECT_FALSE(evaluate(**translate(e), has));
  EXPECT_TRUE(evaluate(**translate(e), {}));
}

// dynalite's test/query.js.
TEST(LegacyKeyConditions, BecomeTermsAndOperatorsOfNoKeyAreToldWhenTheTableIsKnown) {
  const item::KeySchema schema{{{"a", item::Type::S}}, {{"b", item::Type::S}}};
  const auto resolve = [&](std::string_view comparison, std::string_view values) {
    const std::vector<LegacyCondition> conditions{{"a", "EQ", values_of(R"({"0": {"S": "x"}})")},
                                                  {"b", comparison, values_of(values)}};
    return translate_key_conditions(conditions).and_then([&](const auto& terms) {
      return resolve_key_condition(terms, schema);
    });
  };
  const auto between = resolve("BETWEEN", R"({"0": {"S": "x"}, "1": {"S": "y"}})");
  ASSERT_TRUE(between) << outcome(between);
  EXPECT_EQ(between->partition, std::vector<item::AttributeValue>{"x"});
  EXPECT_EQ(between->sort_range->op, item::SortCondition::Operator::between);
  EXPECT_EQ(between->sort_range->value, item::AttributeValue("x"));
  EXPECT_EQ(between->sort_range->upper, item::AttributeValue("y"));
  EXPECT_EQ(resolve("EQ", R"({"0": {"S": "y"}})")->sort_equal,
            std::vector<item::AttributeValue>{"y"});
  for (const std::string_view no_key : {"NE", "IN", "CONTAINS", "NOT_CONTAINS"}) {
    EXPECT_EQ(outcome(resolve(no_key, R"({"0": {"S": "x"}})")),
              "Attempted conditional constraint is not an indexable operation");
  }
  for (const std::string_view no_key : {"NULL", "NOT_NULL"}) {
    EXPECT_EQ(outcome(resolve(no_key, "{}")),
              "Attempted conditional constraint is not an indexable operation");
  }
  EXPECT_EQ(outcome(translate_key_conditions({})), "Conditions can be of length 1 or 2 only");
}

}  // namespace
}  // namespace quondam::expressions
