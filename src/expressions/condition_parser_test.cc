#include "expressions/condition_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/condition_evaluator.h"
#include "expressions/testing/expressions.h"

namespace quondam::expressions {
namespace {

using testing::Names;
using testing::outcome;
using testing::placeholders_of;

// Where a text was recorded.
constexpr const char* kDynalite = "dynalite test/scan.js, recorded on DynamoDB";
constexpr const char* kConformance = "dynamodb-conformance, recorded on DynamoDB";
constexpr const char* kReported = "reported from DynamoDB in a public issue";
constexpr const char* kLocal = "DynamoDB Local 3.3.1";

struct Refusal {
  const char* source;
  std::string expression;
  std::string message;  // after "Invalid FilterExpression: "
  std::string values = "";
  Names names = {};
};

void expect_refused(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.expression + " (" + refusal.source + ")");
    Placeholders placeholders = placeholders_of(refusal.names, refusal.values);
    EXPECT_EQ(outcome(parse_condition("FilterExpression", refusal.expression, placeholders)),
              "Invalid FilterExpression: " + refusal.message);
  }
}

std::string parse(const std::string& expression, const Names& names = {},
                  const std::string& values = "") {
  Placeholders placeholders = placeholders_of(names, values);
  return outcome(parse_condition("FilterExpression", expression, placeholders));
}

TEST(ConditionParser, NamesTheParameterInErrors) {
  Placeholders none;
  EXPECT_EQ(outcome(parse_condition("ConditionExpression", "", none)),
            "Invalid ConditionExpression: The expression can not be empty;");
}

TEST(ConditionParser, SyntaxErrorsShowTheTokenAndItsNeighbours) {
  expect_refused({
      {kDynalite, "", "The expression can not be empty;"},
      {kReported, "foo", R"(Syntax error; token: "<EOF>", near: "foo")"},
      {kReported, "a+:delta<b", R"(Syntax error; token: "+", near: "a+:delta")"},
      {kReported, "a-b", R"(Syntax error; token: "-", near: "a-b")"},
      {kReported, "tenantAgent:abc123-",
       R"(Syntax error; token: ":abc123", near: "tenantAgent:abc123-")"},
      {kReported, "contains (themes, :theme", R"(Syntax error; token: "<EOF>", near: ":theme")"},
      {kConformance, "a = = b", R"(Syntax error; token: "=", near: "= = b")"},
      {kConformance, "attribute_not_exists(", R"(Syntax error; token: "<EOF>", near: "(")"},
      {kReported, "a IN ()", R"_(Syntax error; token: ")", near: "()")_"},
      {kLocal, "((((a = :v", R"(Syntax error; token: "<EOF>", near: ":v")"},
  });
}

// Source: dynalite test/scan.js and test/query.js. They record only that these are syntax errors.
TEST(ConditionParser, RefusesWhatIsNoCondition) {
  for (const std::string expression : {
           "things are not gonna be ok",
           "a > 4",
           "attribute_exists(Pictures-RearView)",
           "attribute_exists(\"Pictures.RearView\")",
           "attribute_exists(Pictures..RearView)",
           "attribute_exists(Pi#ctures.RearView)",
           "attribute_exists(asdf[a])",
           "a in b, c",
           "a > between",
           "a in b",
           "a in (b,c,)",
           "(a)between(b.(c.d))and(c)",
           "(a)between(b.c.d)and((c)",
           "#$.b > a",
           "a > :things.stuff",
           "b[:a] > a",
           "b[#_] > a",
           "ü > a",
           "(a)between(b.c[4.5].#d)and(:a)",
           "size(a).b > a",
           "(size(a)).b > a",
           "size(a)[0] > a",
           "(size(a))[0] > a",
           "a",
           ":a",
           "(a)",
           "NOT a",
           "a AND b = c",
           "b = c AND a",
           "b = c OR (a)",
           "a = b = c",
           "(a = b) = c",
           "a = b)",
           "a = b c",
           "_a = b",
       }) {
    SCOPED_TRACE(expression);
    EXPECT_EQ(parse(expression).rfind("Invalid FilterExpression: Syntax error; token: \"", 0), 0U)
        << parse(expression);
  }
}

TEST(ConditionParser, RefusesRedundantParentheses) {
  for (const std::string expression : {
           "a=a and a > ((views))",
           "(a)between(((b.c)).d)and(c)",
           "a > whatever((:things), ((a)))",
           "a=a AND ((a=a AND a=a)) AND a=a",
           "a=a OR ((a=a OR a=a)) OR a=a",
           "a=a AND ((a=a AND (a=a AND a=a)))",
           "a=a OR ((a=a OR (a=a OR a=a)))",
       }) {
    expect_refused({{kDynalite, expression, "The expression has redundant parentheses;"}});
  }
}

TEST(ConditionParser, ChecksFunctionNamesAndPlacesInTheOrderOfTheExpression) {
  const auto misplaced = [](const char* expression, const std::string& function) {
    return Refusal{
        kDynalite, expression,
        "The function is not allowed to be used this way in an expression; function: " + function};
  };
  expect_refused({
      {kDynalite, "a=a and whatever((:things)) > a", "Invalid function name; function: whatever"},
      {kDynalite, "attRIbute_exIsts((views), #a)",
       "Invalid function name; function: attRIbute_exIsts"},
      misplaced("a=a and attribute_exists((views), (#a)) > b", "attribute_exists"),
      misplaced("attribute_not_exists(things) > b", "attribute_not_exists"),
      misplaced("attribute_type(things, :a) > b", "attribute_type"),
      misplaced("begins_with(things, a) > b", "begins_with"),
      misplaced("contains(:things, c) > b", "contains"),
      misplaced("size(contains(a, b)) > a", "contains"),
      misplaced("size(things)", "size"),
      misplaced("a between b and attribute_exists(things)", "attribute_exists"),
      misplaced("a in (b, attribute_exists(things))", "attribute_exists"),
      {kLocal, "a = if_not_exists(b, c)",
       "The function is not allowed in a condition expression; function: if_not_exists"},
  });
}

TEST(ConditionParser, RefusesReservedWordsBeforeUndefinedPlaceholders) {
  expect_refused({
      {kDynalite, "attribute_exists(views, #a)",
       "Attribute name is a reserved keyword; reserved keyword: views"},
      {kDynalite, ":a < abOrT", "Attribute name is a reserved keyword; reserved keyword: abOrT"},
      {kDynalite, "#b = :b AND a.name = :c",
       "Attribute name is a reserved keyword; reserved keyword: name"},
  });
}

TEST(ConditionParser, RefusesUndefinedPlaceholders) {
  const auto name = [](const char* expression, const std::string& placeholder) {
    return Refusal{kDynalite, expression,
                   "An expression attribute name used in the document path is not defined; "
                   "attribute name: " +
                       placeholder};
  };
  const auto value = [](const char* expression, const std::string& placeholder) {
    return Refusal{
        kDynalite, expression,
        "An expression attribute value used in expression is not defined; attribute value: " +
            placeholder};
  };
  expect_refused({
      name("attribute_exists(#Pictures.RearView, :a) and a=a", "#Pictures"),
      name("begins_with(Pictures.#RearView)", "#RearView"),
      name("(#P between :lo and :hi) and (#PC in (:cat1, :cat2))", "#P"),
      name("#4g > a", "#4g"),
      name("#_ > a", "#_"),
      name("(a)between(b.c[45].#d)and(:a)", "#d"),
      value("begins_with(:hello, #a, #b)", ":hello"),
      value(":a < :b", ":a"),
      value(":_ > a", ":_"),
  });
}

TEST(ConditionParser, RefusesAWrongNumberOfOperands) {
  const auto count = [](const char* expression, const std::string& function, int operands) {
    return Refusal{kDynalite, expression,
                   "Incorrect number of operands for operator or function; operator or function: " +
                       function + ", number of operands: " + std::to_string(operands)};
  };
  expect_refused({
      count("attribute_exists(things, a) and a=a", "attribute_exists", 2),
      count("attribute_not_exists(things, b)", "attribute_not_exists", 2),
      count("attribute_type(things)", "attribute_type", 1),
      count("begins_with(things)", "begins_with", 1),
      count("begins_with(things, size(a), b)", "begins_with", 3),
      count("contains(things)", "contains", 1),
      count("size(things, a) > b", "size", 2),
  });
}

TEST(ConditionParser, RefusesEqualOperands) {
  const auto same = [](const char* source, const char* expression, const std::string& op,
                       const std::string& path) {
    return Refusal{source, expression,
                   "The first operand must be distinct from the remaining operands for this "
                   "operator or function; operator: " +
                       op + ", first operand: " + path,
                   "", Names{{"#a", "a"}}};
  };
  expect_refused({
      same(kDynalite, "a = a AND #a = b AND :views > a", "=", "[a]"),
      same(kDynalite, "#a <> a", "<>", "[a]"),
      same(kDynalite, "a > #a", ">", "[a]"),
      same(kDynalite, "((a=a) OR (a=a))", "=", "[a]"),
      same(kDynalite, "((a=a) AND (a=a))", "=", "[a]"),
      same(kDynalite, "contains(ab.bc[1].a, ab.bc[1].#a)", "contains", "[ab, bc, [1], a]"),
      same(kDynalite, "attribute_type(ab.bc[1].#a, ab.bc[1].a)", "attribute_type",
           "[ab, bc, [1], a]"),
      same(kDynalite, "begins_with(ab.bc[1].a, ab.bc[1].#a)", "begins_with", "[ab, bc, [1], a]"),
      same(kLocal, "a BETWEEN b AND a", "BETWEEN", "[a]"),
      same(kLocal, "a IN (b, a)", "IN", "[a]"),
  });
  EXPECT_EQ(parse(":a = :a", {}, R"({":a": {"N": "1"}})"), "OK");
}

// Every value whose type a function or an operator cannot take, given as :a.
TEST(ConditionParser, RefusesOperandsOfAWrongType) {
  const std::vector<std::pair<std::string, std::string>> values = {
      {"S", R"("x")"},    {"N", R"("1")"},      {"B", R"("YQ==")"}, {"BOOL", "true"},
      {"NULL", "true"},   {"L", "[]"},          {"M", "{}"},        {"SS", R"(["1"])"},
      {"NS", R"(["1"])"}, {"BS", R"(["YQ=="])"}};
  struct Rule {
    const char* source;
    const char* expression;
    const char* name;
    std::string allowed;  // types, each between blanks
  };
  const std::vector<Rule> rules = {
      {kDynalite, "begins_with(a, :a)", "begins_with", " S B "},
      {kDynalite, "begins_with(:a, a)", "begins_with", " S B "},
      {kDynalite, "size(:a) > a", "size", " S B L M SS NS BS "},
      {kConformance, "a < :a", "<", " S N B "},
      {kConformance, ":a >= a", ">=", " S N B "},
      {kConformance, "a BETWEEN :a AND :a", "BETWEEN", " S N B "},
      {kConformance, "a = :a", "=", " S N B BOOL NULL L M SS NS BS "},
      {kConformance, "a <> :a", "<>", " S N B BOOL NULL L M SS NS BS "},
  };
  for (const Rule& rule : rules) {
    for (const auto& [type, json] : values) {
      SCOPED_TRACE(std::string(rule.expression) + " with " + type + " (" + rule.source + ")");
      const std::string result =
          parse(rule.expression, {}, R"({":a": {")" + type + "\": " + json + "}}");
      if (rule.allowed.find(" " + type + " ") != std::string::npos) {
        EXPECT_EQ(result, "OK");
      } else {
        EXPECT_EQ(result,
                  "Invalid FilterExpression: Incorrect operand type for operator or function; "
                  "operator or function: " +
                      std::string(rule.name) + ", operand type: " + type);
      }
    }
  }
}

TEST(ConditionParser, KnowsTheTypesThatFunctionsGive) {
  const auto wrong = [](const char* expression, const std::string& function) {
    return Refusal{kDynalite, expression,
                   "Incorrect operand type for operator or function; operator or function: " +
                       function + ", operand type: N",
                   R"({":a": {"N": "1"}})"};
  };
  expect_refused({
      wrong("attribute_type(a, size(a)) and a=a and a=:a", "attribute_type"),
      wrong("attribute_type(a, :a)", "attribute_type"),
      wrong("begins_with(a, size(a)) and a=:a", "begins_with"),
      wrong("size(size(a)) > :a", "size"),
      wrong("attribute_not_exists(size(:a))", "size"),
  });
}

TEST(ConditionParser, RequiresADocumentPathWhereAFunctionReadsOne) {
  const std::string text = R"({":a": {"S": "1"}})";
  expect_refused({
      {kDynalite, "attribute_exists(:a) and a=a",
       "Operator or function requires a document path; operator or function: attribute_exists",
       text},
      {kDynalite, "attribute_not_exists(size(:a))",
       "Operator or function requires a document path; operator or function: "
       "attribute_not_exists",
       text},
  });
}

// The order of the types in the braces changes from one request to the next on DynamoDB.
TEST(ConditionParser, AttributeTypeNamesAType) {
  expect_refused({{kDynalite, "attribute_type(a, :a)",
                   "Invalid attribute type name found; type: 1, valid types: "
                   "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
                   R"({":a": {"S": "1"}})"}});
}

TEST(ConditionParser, BetweenNeedsBoundsOfOneTypeInOrder) {
  expect_refused({
      {"dynalite test/putItem.js, recorded on DynamoDB", "a between :b and :a",
       "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
       "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}",
       R"({":a": {"S": "a"}, ":b": {"N": "1"}})"},
      {"dynalite test/putItem.js, recorded on DynamoDB", "a between :b and :a",
       "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
       "lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}",
       R"({":a": {"S": "a"}, ":b": {"S": "b"}})"},
  });
  EXPECT_EQ(parse("a between :b and :a", {}, R"({":a": {"N": "10"}, ":b": {"N": "9"}})"), "OK");
  EXPECT_EQ(parse("a between :b and :b", {}, R"({":b": {"N": "9"}})"), "OK");
}

TEST(ConditionParser, LimitsTheExpressionTo4096Bytes) {
  const std::string name(4091, 'a');
  EXPECT_EQ(parse(name + " = bb"), "OK");
  expect_refused(
      {{kConformance, name + " = bbb",
        "Expression size has exceeded the maximum allowed size; expression size: 4097"}});
}

std::string chain(int conditions, const std::string& condition, const std::string& joint) {
  std::string expression = condition;
  for (int i = 1; i < conditions; ++i) expression += joint + condition;
  return expression;
}

TEST(ConditionParser, LimitsOperatorsAndFunctionsTo300) {
  EXPECT_EQ(parse(chain(150, "a<b", " OR ")), "OK");  // 299 operators
  EXPECT_EQ(parse("NOT " + chain(150, "a<b", " OR ")), "OK");
  expect_refused({{kReported, chain(151, "a<b", " OR "),
                   "The expression contains too many operators; operator count: 301"},
                  {kReported, chain(301, "a<b", " OR "),
                   "The expression contains too many operators; operator count: 301"}});
}

TEST(ConditionParser, LimitsInTo100Operands) {
  EXPECT_EQ(parse("a IN (" + chain(100, "b", ",") + ")"), "OK");
  expect_refused({{kReported, "a IN (" + chain(101, "b", ",") + ")",
                   "The IN operator is provided with too many operands; number of operands: 101"}});
}

TEST(ConditionParser, LimitsPathsTo32LevelsAndIndexesTo31Bits) {
  EXPECT_EQ(parse(chain(32, "a", ".") + " = b"), "OK");
  EXPECT_EQ(parse("a[2147483647] = b"), "OK");
  expect_refused({{kLocal, chain(33, "a", ".") + " = b",
                   "The document path has too many nesting levels; nesting levels: 33"},
                  {kLocal, "a[2147483648] = b",
                   "List index is not within the allowable range; index: [2147483648]"},
                  {kLocal, "a[99999999999999999999999] = b",
                   "List index is not within the allowable range; index: "
                   "[99999999999999999999999]"}});
}

TEST(ConditionParser, AcceptsParenthesesAroundOperandsAndConditions) {
  for (const std::string expression : {
           "(a) = (b)",
           "((a) = b) AND (NOT (c = d))",
           "(a)between(b)and(c)",
           "(a) in ((b), c)",
           "(size(a)) > b",
           "(contains(a, b))",
           "NOT NOT a = b",
           "NOT(a = b)OR c = d",
           "a=b and\tc=d\nor e<>f",
           "a.b[0].#c = d",
       }) {
    EXPECT_EQ(parse(expression, {{"#c", "x"}}), "OK") << expression;
  }
}

// 4,096 bytes can nest deeper than any stack likes; the answer is an error or a tree that can be
// walked.
TEST(ConditionParser, BoundsTheDepthOfHostileExpressions) {
  EXPECT_EQ(parse(std::string(4000, '(')),
            "Invalid FilterExpression: The expression has redundant parentheses;");
  std::string nots;
  for (int i = 0; i < 1000; ++i) nots += "NOT ";
  EXPECT_EQ(parse(nots + "a = b"),
            "Invalid FilterExpression: The expression contains too many operators; operator "
            "count: 301");
  std::string nested;
  for (int i = 0; i < 299; ++i) nested += "NOT(";
  Placeholders none;
  const Result<Condition> deepest =
      parse_condition("FilterExpression", nested + "a = b" + std::string(299, ')'), none);
  ASSERT_TRUE(deepest) << deepest.error().message;
  EXPECT_TRUE(evaluate(*deepest, {}));
  std::string sizes;
  for (int i = 0; i < 600; ++i) sizes += "size(";
  EXPECT_EQ(parse(sizes + "a"),
            "Invalid FilterExpression: The expression contains too many operators; operator "
            "count: 301");
}

}  // namespace
}  // namespace quondam::expressions
