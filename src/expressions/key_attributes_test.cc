#include "expressions/key_attributes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expressions/condition_parser.h"
#include "expressions/testing/expressions.h"
#include "expressions/update_parser.h"

namespace quondam::expressions {
namespace {

using testing::outcome;
using testing::placeholders_of;

const item::KeySchema kKey{{{"a", item::Type::S}}, {{"b", item::Type::S}}};
constexpr const char* kValues = R"({":n": {"N": "1"}, ":s": {"NS": ["1"]}})";

Condition condition_of(const std::string& text) {
  Placeholders placeholders = placeholders_of({{"#a", "a"}}, kValues);
  return *parse_condition("FilterExpression", text, placeholders);
}
Update update_of(const std::string& text) {
  Placeholders placeholders = placeholders_of({}, kValues);
  return *parse_update(text, placeholders);
}

// Source: dynalite test/query.js, recorded on DynamoDB.
TEST(FilterExpression, CannotNameTheQueriedKey) {
  const auto refusal = [](const std::string& name) {
    return "Filter Expression can only contain non-primary key attributes: Primary key "
           "attribute: " +
           name;
  };
  const auto check = [](const std::string& text) {
    return outcome(check_filter_excludes_key(condition_of(text), kKey, "Filter Expression"));
  };
  EXPECT_EQ(check("attribute_exists(a.b) AND c = :n"), refusal("a"));
  EXPECT_EQ(check("a = :n"), refusal("a"));
  EXPECT_EQ(check("b[1] = :n"), refusal("b"));
  EXPECT_EQ(check("c = :n OR NOT (d IN (:n, size(#a)))"), refusal("a"));
  EXPECT_EQ(check("c = :n AND c.a = :n AND contains(ab, d)"), "OK");
}

// Source: dynalite test/updateItem.js and dynamodb-conformance, recorded on DynamoDB.
TEST(UpdateExpression, CannotWriteTheKey) {
  const auto check = [](const std::string& text) {
    return outcome(check_update_excludes_key(update_of(text), kKey));
  };
  for (const std::string text : {"add a.b :n", "delete a :s", "remove d set c = :n, a = :n",
                                 "delete c :s remove a", "set a = a.b + a[1]"}) {
    EXPECT_EQ(check(text),
              "One or more parameter values were invalid: Cannot update attribute a. This "
              "attribute is part of the key")
        << text;
  }
  EXPECT_EQ(check("set d[1] = :n add b.b :n"),
            "One or more parameter values were invalid: Cannot update attribute b. This attribute "
            "is part of the key");
  EXPECT_EQ(check("set c = a, d.a = b"), "OK");
}

// Source: dynalite test/getItem.js, test/query.js and test/updateItem.js, recorded on DynamoDB.
TEST(KeyAttributes, AreScalars) {
  const std::string refusal =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
      "allowed: ";
  EXPECT_EQ(outcome(check_key_paths_are_scalar({testing::path_of("a.b.c")}, kKey, "Key")),
            refusal + "Key: a");
  EXPECT_EQ(outcome(check_key_paths_are_scalar({testing::path_of("c"), testing::path_of("b[0]")},
                                               kKey, "IndexKey")),
            refusal + "IndexKey: b");
  EXPECT_EQ(outcome(check_key_paths_are_scalar({testing::path_of("a"), testing::path_of("c.a")},
                                               kKey, "Key")),
            "OK");
  EXPECT_EQ(outcome(check_key_paths_are_scalar(
                paths_of(update_of("set e = list_append(c, d), f = if_not_exists(g, b[1])")), kKey,
                "IndexKey")),
            refusal + "IndexKey: b");
}

}  // namespace
}  // namespace quondam::expressions
