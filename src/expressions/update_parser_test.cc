#include "expressions/update_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/testing/expressions.h"

namespace quondam::expressions {
namespace {

using testing::Names;
using testing::outcome;
using testing::placeholders_of;

// Every text is dynalite's, test/updateItem.js, recorded on DynamoDB, unless a test names another
// source.

std::string parse(const std::string& expression, const Names& names = {},
                  const std::string& values = "") {
  Placeholders placeholders = placeholders_of(names, values);
  return outcome(parse_update(expression, placeholders));
}

std::string invalid(const std::string& message) {
  return "Invalid UpdateExpression: " + message;
}

TEST(UpdateParser, SyntaxErrorsShowTheTokenAndItsNeighbours) {
  EXPECT_EQ(parse(""), invalid("The expression can not be empty;"));
  // Source: dynamodb-conformance, tests/tier3/error-messages/updateItem.test.ts.
  EXPECT_EQ(parse("INVALID SYNTAX HERE"),
            invalid(R"(Syntax error; token: "INVALID", near: "INVALID SYNTAX")"));
  // Source: aws-cdk issue 7591.
  EXPECT_EQ(parse("ADD hits : incr"), invalid(R"(Syntax error; token: ":", near: "hits : incr")"));
  // Source: moto, tests/test_dynamodb, verified on AWS.
  EXPECT_EQ(parse("SET #attr1 = :val1, #attr2 = :val2,"),
            invalid(R"(Syntax error; token: "<EOF>", near: ",")"));
}

// Recorded only as syntax errors.
TEST(UpdateParser, RefusesWhatIsNoUpdate) {
  for (const std::string expression : {
           "whatever",
           "set a",
           "add a",
           "delete a",
           "set a=set",
           "remove a = b",
           "add a = b",
           "delete a = b",
           "delete a b",
           "delete a if_not_exist(b)",
           "add abort b",
           "add a if_not_exist(b)",
           "remove a b",
           "set a b",
           "set :a = b",
           "add :a b",
           "delete :a b",
           "remove :a",
           "set a = b / c",
           "set a = b * c",
           "set a[1] = \"eight\"",
           "set a[1] = 1",
           "SET a = if_not_exist(a, 100)",
           "SET if_not_exist(a, b) = a",
           "set (a = (b + c))",
           "set a = (b.c).d + e",
           "set a = (b.c)[0] + e",
           "set a = b + c + d",
           "set a <> b",
           "set a = b,",
           "set",
       }) {
    EXPECT_EQ(parse(expression).rfind(invalid("Syntax error; token: "), 0), 0U)
        << expression << ": " << parse(expression);
  }
}

TEST(UpdateParser, AcceptsTheWholeLanguage) {
  const std::string values =
      R"({":n": {"N": "1"}, ":l": {"L": []}, ":s": {"SS": ["a"]}, ":x": {"S": "x"}})";
  for (const std::string expression : {
           "set a[1] = b",
           "set a.b = b",
           "SET a = if_not_exists(a, b) + b",
           "SET a = if_not_exists(a, if_not_exists(a, b))",
           "set a = (b + c)",
           "set a = ((b.c.d)+(e))",
           "set a = (b)",
           "set a = :n - b",
           "set a = list_append(if_not_exists(a, :l), :l)",
           "remove a, b[0], b[1]",
           "add a :n, b.c :s",
           "delete a :s",
           "SET a = :n REMOVE b ADD c :n DELETE d :s",
           "delete d :s add c :n remove b set a=:n,e=:x",
       }) {
    EXPECT_EQ(parse(expression, {}, values), "OK") << expression;
  }
}

TEST(UpdateParser, RefusesReservedWordsFirst) {
  const Names names = {{"#a", "a"}, {"#b", "b"}};
  EXPECT_EQ(parse(" set #c = :c set abOrt = true ", names),
            invalid("Attribute name is a reserved keyword; reserved keyword: abOrt"));
  EXPECT_EQ(parse(" remove Absolute ", names),
            invalid("Attribute name is a reserved keyword; reserved keyword: Absolute"));
}

TEST(UpdateParser, RefusesUnknownFunctionsThenRepeatedSections) {
  EXPECT_EQ(parse("set #c = if_not_exist(:c) set c = d"),
            invalid("Invalid function name; function: if_not_exist"));
  const std::vector<std::pair<std::string, std::string>> repeated = {
      {"set a = #c set c = :d", "SET"},
      {"remove #d set a = b remove e", "REMOVE"},
      {"add #d :e set a = b add e :f", "ADD"},
      {"delete #d :e set a = b delete #e :f", "DELETE"}};
  for (const auto& [expression, section] : repeated) {
    EXPECT_EQ(parse(expression), invalid("The \"" + section +
                                         "\" section can only be used once in an update "
                                         "expression;"));
  }
  // Source: DynamoDB Local 3.3.1.
  EXPECT_EQ(parse("set a = size(b)"),
            invalid("The function is not allowed in an update expression; function: size"));
}

TEST(UpdateParser, RefusesUndefinedNamesThenValues) {
  EXPECT_EQ(parse("SET #c = if_not_exists(:c)"),
            invalid("An expression attribute name used in the document path is not defined; "
                    "attribute name: #c"));
  EXPECT_EQ(parse("SET #a = if_not_exists(:c)", {{"#a", "a"}}),
            invalid("An expression attribute value used in expression is not defined; attribute "
                    "value: :c"));
  EXPECT_EQ(parse("SET a = :v, b = #c"),
            invalid("An expression attribute name used in the document path is not defined; "
                    "attribute name: #c"));
}

TEST(UpdateParser, RefusesPathsThatOverlapOrConflict) {
  const Names names = {{"#b", "b"}, {"#c", "c"}, {"#d", "[3]"}};
  const auto clash = [](const std::string& kind, const std::string& one, const std::string& two) {
    return invalid("Two document paths " + kind +
                   " with each other; must remove or rewrite one of these paths; path one: " + one +
                   ", path two: " + two);
  };
  EXPECT_EQ(parse("set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)", names),
            clash("overlap", "[c, [1], a]", "[c]"));
  EXPECT_EQ(parse("set #c[3].#d = a, #c[3] = a", names),
            clash("overlap", "[c, [3], [3]]", "[c, [3]]"));
  EXPECT_EQ(parse("set #c[3].#d = a, #c.#d[3] = if_not_exists(a)", names),
            clash("conflict", "[c, [3], [3]]", "[c, [3], [3]]"));
  EXPECT_EQ(parse("remove a.#c set a[1] = #d", names), clash("conflict", "[a, c]", "[a, [1]]"));
  EXPECT_EQ(parse("set a = b remove a", names), clash("overlap", "[a]", "[a]"));
}

// Source: floci, DynamoDbAddDeleteOperandIntegrationTest, recorded on DynamoDB in 2026. (dynalite
// has an older form of the text, without the type set.) DELETE's error names ADD's type set too.
TEST(UpdateParser, RefusesOperandsThatAddAndDeleteCannotTake) {
  const auto wrong = [](const std::string& action, const std::string& type) {
    return invalid("Incorrect operand type for operator or function; operator: " + action +
                   ", operand type: " + type + ", typeSet: ALLOWED_FOR_ADD_OPERAND");
  };
  const std::vector<std::pair<std::string, std::string>> values = {
      {R"({"S": "a"})", "STRING"},    {R"({"NULL": true})", "NULL"}, {R"({"BOOL": true})", "BOOL"},
      {R"({"B": "YQ=="})", "BINARY"}, {R"({"M": {}})", "MAP"},       {R"({"L": []})", "LIST"}};
  for (const auto& [json, type] : values) {
    EXPECT_EQ(parse("add a.b :a", {}, R"({":a": )" + json + "}"), wrong("ADD", type));
    EXPECT_EQ(parse("delete a.b :a", {}, R"({":a": )" + json + "}"), wrong("DELETE", type));
  }
  EXPECT_EQ(parse("delete a.b :a", {}, R"({":a": {"N": "1"}})"), wrong("DELETE", "NUMBER"));
  EXPECT_EQ(parse("set b = list_append(:a, a), c = if_not_exists(a) add a.b :a", {},
                  R"({":a": {"S": "a"}})"),
            wrong("ADD", "STRING"));
}

TEST(UpdateParser, RefusesAWrongNumberOfOperands) {
  for (const std::string function : {"if_not_exists", "list_append"}) {
    EXPECT_EQ(parse("set a = " + function + "(c)"),
              invalid("Incorrect number of operands for operator or function; operator or "
                      "function: " +
                      function + ", number of operands: 1"));
  }
}

TEST(UpdateParser, RequiresADocumentPathForIfNotExists) {
  const std::string values = R"({":a": {"S": "a"}})";
  for (const std::string expression :
       {"set a = if_not_exists(:a, c)", "set a = if_not_exists(if_not_exists(a, b), c)"}) {
    EXPECT_EQ(parse(expression, {}, values),
              invalid("Operator or function requires a document path; operator or function: "
                      "if_not_exists"));
  }
}

TEST(UpdateParser, RefusesOperandsOfAWrongType) {
  const std::string values = R"({":S": {"S": "a"}, ":N": {"N": "1"}, ":B": {"B": "YQ=="},
      ":BOOL": {"BOOL": false}, ":NULL": {"NULL": true}, ":SS": {"SS": ["a"]},
      ":NS": {"NS": ["1"]}, ":BS": {"BS": ["YQ=="]}, ":M": {"M": {}}, ":L": {"L": []}})";
  const auto wrong = [](const std::string& op, const std::string& type) {
    return invalid("Incorrect operand type for operator or function; operator or function: " + op +
                   ", operand type: " + type);
  };
  for (const std::string type : {"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "M", "L"}) {
    for (const std::string op : {"+", "-"}) {
      const std::string expected = type == "N" ? "OK" : wrong(op, type);
      EXPECT_EQ(parse("set a = a " + op + " :" + type, {}, values), expected);
      EXPECT_EQ(parse("set a = :" + type + " " + op + " a", {}, values), expected);
    }
    const std::string expected = type == "L" ? "OK" : wrong("list_append", type);
    EXPECT_EQ(parse("set a = list_append(a, :" + type + ")", {}, values), expected);
    EXPECT_EQ(parse("set a = list_append(:" + type + ", a)", {}, values), expected);
  }
  EXPECT_EQ(parse("set a = :S + :B", {}, values), wrong("+", "S"));
}

// Source: dynamodb-conformance, tests/tier3/limits/expressionSize.test.ts.
TEST(UpdateParser, LimitsTheExpressionTo4096Bytes) {
  EXPECT_EQ(parse("REMOVE " + std::string(4089, 'a')), "OK");
  EXPECT_EQ(parse("REMOVE " + std::string(4090, 'a')),
            invalid("Expression size has exceeded the maximum allowed size;"));
}

}  // namespace
}  // namespace quondam::expressions
