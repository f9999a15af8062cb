#include "expressions/partiql/statement.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/condition_evaluator.h"
#include "expressions/projection.h"
#include "expressions/testing/expressions.h"
#include "expressions/update_evaluator.h"
#include "item/json.h"

namespace quondam::expressions::partiql {
namespace {

using expressions::testing::item_of;
using item::AttributeValue;

// Texts are dynamodb-conformance's, recorded on DynamoDB in October 2026, unless a test names
// another source; "floci" is its Edge Case and Documented Syntax tests, recorded in September 2026.

std::string parse(const std::string& text, const std::vector<AttributeValue>& parameters = {}) {
  return expressions::testing::outcome(parse_statement(text, parameters));
}

std::string not_well_formed(const std::string& detail = "") {
  return "Statement wasn't well formed, can't be processed: " + detail;
}

// Statements of the kind that the test expects.
Select select(const std::string& text, const std::vector<AttributeValue>& parameters = {}) {
  auto statement = parse_statement(text, parameters);
  EXPECT_TRUE(statement) << text << ": " << expressions::testing::outcome(statement);
  if (!statement) return Select{{}, std::nullopt, {}, {}};
  return std::get<Select>(*statement);
}

bool holds(const std::string& condition, const std::string& item,
           const std::vector<AttributeValue>& parameters = {}) {
  const Select read = select("SELECT * FROM t WHERE " + condition, parameters);
  return read.where && evaluate(*read.where, item_of(item));
}

item::Item updated(const std::string& clauses, const std::string& item,
                   const std::vector<AttributeValue>& parameters = {}) {
  auto statement = parse_statement("UPDATE t " + clauses + " WHERE pk = 'x'", parameters);
  EXPECT_TRUE(statement) << clauses << ": " << expressions::testing::outcome(statement);
  if (!statement) return {};
  auto after = expressions::apply(std::get<Change>(*statement).update, item_of(item));
  EXPECT_TRUE(after) << clauses << ": " << expressions::testing::outcome(after);
  return after ? *after : item::Item{};
}

item::Item inserted(const std::string& value, const std::vector<AttributeValue>& parameters = {}) {
  auto statement = parse_statement("INSERT INTO t VALUE " + value, parameters);
  EXPECT_TRUE(statement) << value << ": " << expressions::testing::outcome(statement);
  return statement ? std::get<Insert>(*statement).item : item::Item{};
}

// ---- syntax ----

TEST(PartiqlSyntax, RefusesWhatIsLeftOver) {
  for (const std::string text :
       {"SELECT * FROM t WHERE pk = 1 foo", "SELECT * FROM t WHERE pk = 1 e5",
        "INSERT INTO t VALUE {'pk': 1} foo", "UPDATE t SET a = 9 WHERE pk = 1 foo",
        "DELETE FROM t WHERE pk = 1 foo", "SELECT * FROM t WHERE pk = 1)",
        "DELETE FROM t WHERE pk = 1 ORDER BY pk", "SELECT * FROM t ORDER BY pk WHERE pk = 1",
        "INSERT INTO t x VALUE {'pk': 'x'}", "FROM t SET c = 1 WHERE pk = 'a'",
        "FROM t SET c = 1 WHERE pk = 'a' SET d = 2"}) {
    EXPECT_EQ(parse(text), not_well_formed("Unexpected token after expression")) << text;
  }
}

TEST(PartiqlSyntax, HasNoDetailForWhatIsNoToken) {
  for (const std::string text :
       {"SELECT * FROM t WHERE pk = 1e2147483648", "SELECT * FROM t WHERE pk = 1e99999999999",
        "SELECT * FROM t WHERE pk = 1.5e-2147483647", "SELECT * FROM t WHERE pk = 1 # note",
        "SELECT * FROM t WHERE pk = 1 /* note", "SELECT * FROM \"t",
        "SELECT * FROM t WHERE pk = 'x"}) {
    EXPECT_EQ(parse(text), not_well_formed()) << text;
  }
}

TEST(PartiqlSyntax, SaysWhatItMisses) {
  for (const std::string text :
       {"SELECT * FROM t WHERE", "SELECT * FROM t WHERE;", "SELECT * FROM t WHERE   ",
        "SELECT pk FROM t WHERE", "UPDATE t SET a = 1 WHERE", "DELETE FROM t WHERE",
        "SELECT * FROM t WHERE NOT", "SELECT * FROM t WHERE (", "SELECT * FROM"}) {
    EXPECT_EQ(parse(text), not_well_formed("Unexpected term")) << text;
  }
  for (const std::string text :
       {"SELECT * FROM t WHERE pk = 'p1' AND", "SELECT * FROM t WHERE pk = 'p1' OR"}) {
    EXPECT_EQ(parse(text), not_well_formed("Missing right-hand side expression of infix operator"))
        << text;
  }
  for (const std::string text :
       {"DELETE FROM", "DELETE FROM   ", "DELETE FROM;", "DELETE FROM WHERE pk = 'a'"}) {
    EXPECT_EQ(parse(text), not_well_formed("Expected identifier for simple path")) << text;
  }
  EXPECT_EQ(parse("SELECT * FROM t WHERE ORDER BY pk"), not_well_formed("Unexpected keyword"));
  EXPECT_EQ(parse("SELECT * FROM t WHERE IS NULL"), not_well_formed("Unexpected operator"));
  EXPECT_EQ(parse("SELECT * FROM t WHERE pk = LIKE"), not_well_formed("Unexpected operator"));
  EXPECT_EQ(parse("SELECT * FROM t WHERE x IS FOO"), not_well_formed("Expected type name"));
  EXPECT_EQ(parse("SELECT * FROM t WHERE attribute_exists(m.inner)"),
            not_well_formed("Invalid path dot component"));
  EXPECT_EQ(parse("UPDATE t SET m.inner = 1 WHERE pk = 'x'"),
            not_well_formed("Invalid path dot component"));
  // Sources: aws-sdk-for-javascript-v3 issue 98, dynoxide's pull request 149, PyDynamoDB issue 26.
  for (const std::string text : {"UPDATE Payment-x SET active=? WHERE id=?", "SLECT * FROM t",
                                 "SELECTT * FROMM \"t\"", "FROM t WHERE pk = 'a'"}) {
    EXPECT_EQ(parse(text), not_well_formed("Expected data manipulation")) << text;
  }
  EXPECT_EQ(parse("INSERT INTO urls (key, id) VALUES (?, ?)"),
            not_well_formed("Unexpected keyword"));
  for (const std::string type : {"INT4", "INT8", "DOUBLE PRECISION", "CHARACTER VARYING"})
    EXPECT_EQ(parse("x IS " + type), "Unsupported operation: IsType");
}

TEST(PartiqlSyntax, TakesCommentsSemicolonsAndEveryCase) {
  EXPECT_EQ(parse("-- a note\nselect/**/* from t /* b */ where pk = 'a' -- c"), "OK");
  EXPECT_EQ(parse("SELECT * FROM t;"), "OK");
  EXPECT_EQ(parse("sElEcT a.b[0], \"name\" FROM \"t\".\"i\" ORDER BY sk DESC, pk"), "OK");
  EXPECT_TRUE(holds("note = 'a--b /*c*/' AND q = 'it''s'",
                    R"({"note":{"S":"a--b /*c*/"},"q":{"S":"it's"}})"));
}

TEST(PartiqlSyntax, SurvivesEveryDepthAndEveryBeginning) {
  for (const auto& [open, close] : std::vector<std::pair<std::string, std::string>>{
           {"(", ")"}, {"[", "]"}, {"NOT ", ""}, {"- ", ""}, {"{'a':", "}"}, {"size(", ")"}}) {
    std::string text = "SELECT * FROM t WHERE a = ";
    const std::size_t times = 4000 / (open.size() + close.size());
    for (std::size_t i = 0; i < times; ++i) text += open;
    text += "1";
    for (std::size_t i = 0; i < times; ++i) text += close;
    EXPECT_NE(parse(text), "OK") << open;
  }
  std::string chain = "SELECT * FROM t WHERE a = 1";
  std::string sum = "UPDATE t SET a = 1";
  std::string path = "SELECT a";
  while (chain.size() < 8000) chain += " = b";
  while (sum.size() < 8000) sum += " + 1";
  while (path.size() < 8000) path += "[0]";
  EXPECT_NE(parse(chain), "OK");
  EXPECT_NE(parse(sum + " WHERE pk = 'a'"), "OK");
  EXPECT_FALSE(select(path + " FROM t").columns);
  std::string flat = "SELECT * FROM t WHERE a = 1";
  while (flat.size() < 8000) flat += " OR a = 1";
  EXPECT_EQ(parse(flat), "OK");
  const std::string whole =
      "UPDATE \"t\" SET a.b[1] = list_append(a, [1, <<'x', 'y'>>]), c = -1.5e3 REMOVE d WHERE pk "
      "= 'a''b' AND NOT (x BETWEEN 1 AND ? OR y IN [1, 2]) AND z IS NOT MISSING RETURNING ALL OLD "
      "*";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    parse(whole.substr(0, i));
    parse(whole.substr(i));
    parse(whole.substr(0, i) + ")" + whole.substr(i));
  }
}

// ---- FROM ----

TEST(PartiqlSource, IsATableOrAnIndex) {
  const Select read = select("SELECT * FROM \"my-table\".\"my-index\"");
  EXPECT_EQ(read.from.table, "my-table");
  EXPECT_EQ(read.from.index, "my-index");
  for (const std::string text :
       {"SELECT * FROM t x WHERE pk = 'a'", "SELECT * FROM t AS x WHERE pk = 'a'",
        "UPDATE t x SET a = 3 WHERE pk = 'a'", "DELETE FROM t x WHERE pk = 'a'"}) {
    EXPECT_EQ(parse(text), "Aliasing is not supported") << text;
  }
  EXPECT_EQ(parse("SELECT * FROM \"t\".\"i\".\"x\" WHERE pk = 'p'"),
            "A path may contain at most 2 components in the FROM clause");
  EXPECT_EQ(parse("SELECT * FROM \"\" WHERE pk = 'p'"), "Path component cannot be an empty string");
  EXPECT_EQ(parse("SELECT * FROM t.\"\" WHERE pk = 'p'"),
            "Path component cannot be an empty string");
  EXPECT_EQ(parse("INSERT INTO t.i VALUE {'pk': 'a'}"),
            "FROM clause may only contain a single table name");
  EXPECT_EQ(parse("UPDATE t.i SET a = 1 WHERE pk = 'a'"),
            "This operation is not supported on an index");
  EXPECT_EQ(parse("DELETE FROM t.i WHERE pk = 'a'"), "This operation is not supported on an index");
}

// ---- columns ----

TEST(PartiqlColumns, AreCalledByTheirLastName) {
  const Select read = select("SELECT a, m.k[0], m.z FROM t");
  ASSERT_TRUE(read.columns && *read.columns);
  EXPECT_EQ(project(**read.columns,
                    item_of(R"({"a":{"S":"x"},"m":{"M":{"k":{"L":[{"N":"1"}]}}},"b":{"N":"2"}})")),
            item_of(R"({"a":{"S":"x"},"k[0]":{"N":"1"}})"));
  EXPECT_FALSE(*select("SELECT * FROM t").columns);
  // Source: DynamoDB Local 3.3.1.
  EXPECT_EQ(expressions::testing::outcome(select("SELECT a.z, b.z FROM t").columns),
            "Duplicate identifiers in select clause: z");
  EXPECT_EQ(expressions::testing::outcome(select("SELECT s AS x FROM t").columns),
            "Aliasing is not supported");
  EXPECT_EQ(parse("SELECT id FROM dbimp_page LIMIT 5"), "Unsupported clause: LIMIT at 1:33:1");
}

TEST(PartiqlColumns, TellWhereAFunctionStands) {
  EXPECT_EQ(expressions::testing::outcome(select("SELECT attribute_exists(ss) FROM t").columns),
            "Unexpected path component at 1:8:16");
  EXPECT_EQ(expressions::testing::outcome(select("SELECT l[-1] FROM t").columns),
            "List index is not within the allowable range; index: [-1] at 1:11:1");
  EXPECT_EQ(expressions::testing::outcome(select("SELECT l[2147483648] FROM t").columns),
            "List index is not within the allowable range; index: [2147483648] at 1:10:10");
  EXPECT_TRUE(select("SELECT l[-0], l[2147483647] FROM t").columns);
}

// ---- values ----

TEST(PartiqlValues, AreOfEveryType) {
  EXPECT_EQ(inserted("{'s': 'x', 'n': 7.32e6, 'f': .7325e1, 'm': {'a': 1, 'b': [true, null]}, "
                     "'ns': <<1, 34, 4.5>>, 'ss': <<'a', 'b'>>, 'd': - - 2, 'e': -1.5e-3}"),
            item_of(R"({"s":{"S":"x"},"n":{"N":"7320000"},"f":{"N":"7.325"},
                        "m":{"M":{"a":{"N":"1"},"b":{"L":[{"BOOL":true},{"NULL":true}]}}},
                        "ns":{"NS":["1","34","4.5"]},"ss":{"SS":["a","b"]},"d":{"N":"2"},
                        "e":{"N":"-0.0015"}})"));
  EXPECT_EQ(inserted("{'pk': ?, 'b': ?}", {AttributeValue("k"), AttributeValue(true)}),
            item_of(R"({"pk":{"S":"k"},"b":{"BOOL":true}})"));
}

TEST(PartiqlValues, KeepDynamoDbsLimits) {
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  EXPECT_EQ(parse("SELECT * FROM t WHERE pk = 1e126"), overflow + " under root");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'pk': 1e126}"), overflow + " under root");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'pk': 1, 'm': {'x': 1e126}}"), overflow + " under root.x");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'pk': 1, 'l': [1, 1e126]}"), overflow + " under root[1]");
  EXPECT_EQ(parse("UPDATE t SET a = 1e-131 WHERE pk = 1"),
            "Number underflow. Attempting to store a number with magnitude smaller than supported "
            "range under root");
  EXPECT_EQ(parse("SELECT * FROM t WHERE pk = 123456789012345678901234567890123456789"),
            "Attempting to store more than 38 significant digits in a Number under root");
  // floci
  EXPECT_EQ(parse("INSERT INTO t VALUE {'s': <<>>}"), "Empty bags are not supported");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'s': <<1, 'a'>>}"),
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
            "bags");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'s': <<'a', 'a'>>}"),
            "One or more parameter values were invalid: Input collection [a, a] contains "
            "duplicates.");
  EXPECT_EQ(parse("UPDATE t SET n = set_add(n, <<2, 2.0>>) WHERE pk = 'a'"),
            "One or more parameter values were invalid: Input collection [2, 2.0] contains "
            "duplicates! under root");
  const std::string update = "UPDATE t SET x = ";
  EXPECT_EQ(parse(update + "[?] WHERE pk = 'a'", {AttributeValue("v")}),
            "Unsupported data type: Parameter under key root[0] at 1:19:1");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'m': {'k': ?}}", {AttributeValue("v")}),
            "Unsupported data type: Parameter under key root.k at 1:33:1");
  EXPECT_EQ(parse("INSERT INTO t VALUE {'ss': set_add(<<'a'>>, <<'b'>>)}"),
            "Unsupported data type: set_add under key root at 1:28:7");
  EXPECT_EQ(parse("SELECT * FROM t WHERE pk = ? AND a = ?", {AttributeValue("v")}),
            "Number of parameters in request and statement don't match.");
}

TEST(PartiqlValues, Have31LevelsOfCollections) {
  const auto nested = [](const std::string& open, int times, const std::string& close) {
    std::string text;
    for (int i = 0; i < times; ++i) text += open;
    text += "1";
    for (int i = 0; i < times; ++i) text += close;
    return text;
  };
  std::string places = "root";
  for (int i = 0; i < 32; ++i) places += ".a";
  EXPECT_EQ(parse("UPDATE t SET d = " + nested("{'a':", 32, "}") + " WHERE pk = 'a'"),
            "Nesting Levels have exceeded supported limits under " + places);
  EXPECT_EQ(parse("UPDATE t SET d = " + nested("{'a':", 31, "}") + " WHERE pk = 'a'"), "OK");
}

// ---- WHERE ----

TEST(PartiqlWhere, ComparesAsExpressionsDo) {
  const std::string item =
      R"({"s":{"S":"str"},"n":{"N":"5"},"ss":{"SS":["a","b"]},"m":{"M":{"x":{"S":"y"}}},
          "l":{"L":[{"S":"a"}]},"nul":{"NULL":true},"flag":{"BOOL":true}})";
  for (const std::string condition : {"s = 'str'",
                                      "'str' = s",
                                      "n > 4 AND n <= 5",
                                      "n <> 4",
                                      "n != 4",
                                      "NOT n = 4",
                                      "n BETWEEN - 2 AND +5",
                                      "n NOT BETWEEN 6 AND 7",
                                      "n IN [1, 5]",
                                      "n IN (1, 5)",
                                      "n IN (5)",
                                      "n NOT IN [1, 2]",
                                      "m.x = 'y'",
                                      "l[0] = 'a'",
                                      "begins_with(s, 'st')",
                                      "contains(ss, 'a')",
                                      "CONTAINS(\"s\", 'tr')",
                                      "size(s) = 3",
                                      "attribute_type(ss, 'SS')",
                                      "attribute_exists(m.x) AND ATTRIBUTE_NOT_EXISTS (nope)",
                                      "nope IS MISSING",
                                      "s IS NOT MISSING",
                                      "nul IS NULL",
                                      "s IS NOT NULL",
                                      "nope IS NOT NULL",
                                      "flag IS BOOL",
                                      "s IS STRING",
                                      "n IS NUMERIC",
                                      "m IS STRUCT",
                                      "m IS TUPLE",
                                      "l IS LIST",
                                      "(n = 1 OR n = 5)",
                                      "ss = <<'b', 'a'>>",
                                      "l = ['a']",
                                      "m = {'x': 'y'}",
                                      "n > -5",
                                      "flag = true"}) {
    EXPECT_TRUE(holds(condition, item)) << condition;
  }
  for (const std::string condition :
       {"s = 'x'", "n IN [1, 2]", "nul IS MISSING", "nope IS NULL", "s IS BOOL", "size(s) = 4",
        "NOT attribute_exists(s)", "nope > 1", "n = 5 AND s = 'x'"}) {
    EXPECT_FALSE(holds(condition, item)) << condition;
  }
  EXPECT_TRUE(holds("n = ? AND s IN [?, 'b']", item,
                    {AttributeValue(item::Number::from_integer(5)), AttributeValue("str")}));
}

// Source: floci.
TEST(PartiqlWhere, ComparesConditionsWithBooleans) {
  const std::string item = R"({"n":{"N":"1"},"flag":{"S":"right"},"yes":{"BOOL":true}})";
  for (const std::string condition :
       {"attribute_exists(nope) = false", "true = attribute_exists(n)", "attribute_exists(n) <> 1",
        "contains(nope, 'z') = false", "(n BETWEEN 0 AND 5) = true",
        "(n = 5 OR flag = 'x') = false", "attribute_exists(nope) IN [true, false]",
        "attribute_exists(n) = attribute_exists(flag)", "attribute_exists(n) = yes"}) {
    EXPECT_TRUE(holds(condition, item)) << condition;
  }
  for (const std::string condition :
       {"attribute_exists(n) = 1", "NOT attribute_exists(n) = true",
        "(attribute_exists(n) = true) = false", "attribute_exists(n) = flag"}) {
    EXPECT_FALSE(holds(condition, item)) << condition;
  }
  EXPECT_EQ(parse("SELECT * FROM t WHERE attribute_exists(n) > false"),
            "Incorrect operand type for operator or function; operator or function: >, operand "
            "type: BOOL");
}

TEST(PartiqlWhere, ChecksOperands) {
  const auto where = [](const std::string& condition,
                        const std::vector<AttributeValue>& parameters = {}) {
    return parse("SELECT * FROM t WHERE " + condition, parameters);
  };
  const std::string path_required =
      "Operator or function requires a document path; operator or function: attribute_exists";
  EXPECT_EQ(where("attribute_exists('ss')"), path_required);
  EXPECT_EQ(where("attribute_exists(?)", {AttributeValue("ss")}), path_required);
  EXPECT_EQ(where("attribute_exists()"),
            "Incorrect number of operands for operator or function; operator or function: "
            "attribute_exists, number of operands: 0");
  EXPECT_EQ(where("attribute_exists(ss, ns)"),
            "Incorrect number of operands for operator or function; operator or function: "
            "attribute_exists, number of operands: 2");
  EXPECT_EQ(where("EXISTS(ss)"), "Unrecognized function: exists at 1:23:6");
  EXPECT_EQ(where("set_add(ss, <<'x'>>) = ss"), "Unrecognized function: set_add at 1:23:7");
  for (const std::string op : {"<", "<=", ">", ">="}) {
    EXPECT_EQ(where("val " + op + " ?", {AttributeValue(true)}),
              "Incorrect operand type for operator or function; operator or function: " + op +
                  ", operand type: BOOL");
  }
  EXPECT_EQ(where("attribute_type(l, 1)"),
            "Incorrect operand type for operator or function; operator or function: "
            "attribute_type, operand type: N");
  std::string many = "flag IN ['v'";
  for (int i = 0; i < 100; ++i) many += ", 'v'";
  EXPECT_EQ(where(many + "]"),
            "The IN operator is provided with too many operands; number of operands: 101");
  // Source: winterbaume, verified on DynamoDB.
  EXPECT_EQ(where("n = 5 + 5"), "Unsupported operator in Condition Expression. Operator: +");
  EXPECT_EQ(where("n > -n"),
            "Incorrect number of operands for operator or function; operator or function: -, "
            "number of operands: 1");
}

// ---- UPDATE ----

TEST(PartiqlUpdate, SetsAndRemoves) {
  EXPECT_EQ(updated("SET n = n + 1, m.x = 'y' SET l = list_append(l, [4]) REMOVE stale",
                    R"({"n":{"N":"5"},"m":{"M":{}},"l":{"L":[]},"stale":{"S":"x"}})"),
            item_of(R"({"n":{"N":"6"},"m":{"M":{"x":{"S":"y"}}},"l":{"L":[{"N":"4"}]}})"));
  EXPECT_EQ(updated("SET n = n-1, k = (n + 1) - 2, j = n - - 2", R"({"n":{"N":"5"}})"),
            item_of(R"({"n":{"N":"4"},"k":{"N":"4"},"j":{"N":"7"}})"));
  EXPECT_EQ(updated("SET a = set_add(a, <<'z'>>) SET b = SET_DELETE(b, <<'x'>>) SET c = "
                    "set_add(c, ?)",
                    R"({"a":{"SS":["x"]},"b":{"SS":["x"]}})",
                    {AttributeValue(item::NumberSet{{item::Number::from_integer(1)}})}),
            item_of(R"({"a":{"SS":["x","z"]},"c":{"NS":["1"]}})"));
}

TEST(PartiqlUpdate, ChecksItsFunctions) {
  const auto update = [](const std::string& set) {
    return parse("UPDATE t SET " + set + " WHERE pk = 'x'");
  };
  EXPECT_EQ(update("t = set_add(ss, <<'x'>>)"),
            "The first argument to SET_ADD must equal the assignment value at 1:18:7");
  EXPECT_EQ(update("ss = set_add(<<'a'>>, <<'b'>>)"),
            "The first argument to SET_ADD must equal the assignment value at 1:19:7");
  EXPECT_EQ(update("ss = set_add(ss, 'x')"),
            "The second argument to SET_ADD must be a value with type SET at 1:27:2");
  EXPECT_EQ(update("\"ss\" = set_delete(\"ss\", ['x'])"),
            "The second argument to SET_DELETE must be a value with type SET at 1:32:4");
  EXPECT_EQ(update("ss = set_add(ss)"), "SET_ADD must have exactly two arguments at 1:19:7");
  EXPECT_EQ(update("n = 'a' + 1"),
            "Incorrect operand type for operator or function; operator or function: +, operand "
            "type: S");
  EXPECT_EQ(update("n = n - null"),
            "Incorrect operand type for operator or function; operator or function: -, operand "
            "type: NULL");
}

TEST(PartiqlUpdate, HasAFormWithFromFirst) {
  auto statement =
      parse_statement("from t where pk = 'a' set c = 2 remove a returning all new *", {});
  ASSERT_TRUE(statement);
  const auto& change = std::get<Change>(*statement);
  EXPECT_EQ(change.update.set.size(), 1U);
  EXPECT_EQ(change.update.remove.size(), 1U);
  ASSERT_TRUE(change.returning);
  EXPECT_FALSE(change.returning->old);
}

TEST(PartiqlDelete, ReturnsOnlyAllOld) {
  EXPECT_EQ(parse("DELETE FROM t WHERE pk = 'x' RETURNING ALL OLD *"), "OK");
  for (const std::string what : {"MODIFIED OLD", "ALL NEW", "MODIFIED NEW"}) {
    EXPECT_EQ(parse("DELETE FROM t WHERE pk = 'x' RETURNING " + what + " *"),
              "Invalid returning clause: RETURNING " + what +
                  " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
  }
}

}  // namespace
}  // namespace quondam::expressions::partiql
