#include "expressions/legacy_updates.h"

#include <gtest/gtest.h>

#include "expressions/testing/expressions.h"
#include "expressions/update_evaluator.h"

namespace quondam::expressions {
namespace {

using Action = LegacyUpdate::Action;
using testing::item_of;
using testing::outcome;

const std::string kInvalid = "One or more parameter values were invalid: ";

LegacyUpdate entry(Action action, std::string_view value) {
  LegacyUpdate update{"a", action, std::nullopt};
  if (!value.empty()) update.value = item_of(std::string(R"({"v": )").append(value) + "}")["v"];
  return update;
}
Result<Update> translate(Action action, std::string_view value) {
  const LegacyUpdate update = entry(action, value);
  return translate_updates(std::span(&update, 1));
}
Result<item::Item> applied(Action action, std::string_view value, std::string_view before) {
  QUONDAM_ASSIGN(const Update update, translate(action, value));
  return expressions::apply(update, item_of(before));
}

// API reference, UpdateItem, "AttributeUpdates"; lists: ScyllaDB's test_item.py and dynalite's
// test/updateItem.js, on DynamoDB.
TEST(LegacyUpdates, PutReplacesDeleteTakesAwayAndAddAdds) {
  const auto expect = [](Action action, std::string_view value, std::string_view before,
                         std::string_view after) {
    const auto found = applied(action, value, before);
    ASSERT_TRUE(found) << outcome(found);
    EXPECT_EQ(*found, item_of(after)) << value << " to " << before;
  };
  expect(Action::put, R"({"S": "x"})", R"({"a": {"N": "1"}})", R"({"a": {"S": "x"}})");
  expect(Action::erase, "", R"({"a": {"N": "1"}, "b": {"N": "2"}})", R"({"b": {"N": "2"}})");
  expect(Action::erase, "", "{}", "{}");
  expect(Action::erase, R"({"SS": ["x", "z"]})", R"({"a": {"SS": ["x", "y"]}})",
         R"({"a": {"SS": ["y"]}})");
  expect(Action::erase, R"({"SS": ["x"]})", R"({"a": {"SS": ["x"]}})", "{}");
  expect(Action::erase, R"({"SS": ["x"]})", "{}", "{}");
  expect(Action::add, R"({"N": "-2"})", R"({"a": {"N": "5.5"}})", R"({"a": {"N": "3.5"}})");
  expect(Action::add, R"({"N": "2"})", "{}", R"({"a": {"N": "2"}})");
  expect(Action::add, R"({"NS": ["2", "3"]})", R"({"a": {"NS": ["1", "2"]}})",
         R"({"a": {"NS": ["1", "2", "3"]}})");
  expect(Action::add, R"({"BS": ["AQ=="]})", "{}", R"({"a": {"BS": ["AQ=="]}})");
  expect(Action::add, R"({"L": [{"N": "1"}]})", R"({"a": {"L": [{"S": "x"}, {"N": "1"}]}})",
         R"({"a": {"L": [{"S": "x"}, {"N": "1"}, {"N": "1"}]}})");
  expect(Action::add, R"({"L": [{"N": "1"}]})", "{}", R"({"a": {"L": [{"N": "1"}]}})");
}

// dynalite's test/updateItem.js.
TEST(LegacyUpdates, ActionsTakeOnlyValuesOfTheirTypes) {
  for (const Action action : {Action::put, Action::add}) {
    EXPECT_EQ(outcome(translate(action, "")),
              kInvalid + "Only DELETE action is allowed when no attribute value is specified");
  }
  const std::vector<std::pair<std::string, std::string>> others = {{"S", R"({"S": "1"})"},
                                                                   {"B", R"({"B": "AQ=="})"},
                                                                   {"NULL", R"({"NULL": true})"},
                                                                   {"BOOL", R"({"BOOL": true})"},
                                                                   {"M", R"({"M": {}})"}};
  for (const auto& [type, value] : others) {
    EXPECT_EQ(outcome(translate(Action::add, value)),
              kInvalid + "ADD action is not supported for the type " + type);
    EXPECT_EQ(outcome(translate(Action::erase, value)),
              kInvalid + "DELETE action with value is not supported for the type " + type);
    EXPECT_TRUE(translate(Action::put, value));
  }
  EXPECT_EQ(outcome(translate(Action::erase, R"({"N": "1"})")),
            kInvalid + "DELETE action with value is not supported for the type N");
  EXPECT_EQ(outcome(translate(Action::erase, R"({"L": []})")),
            kInvalid + "DELETE action with value is not supported for the type L");
}

// dynalite's test/updateItem.js; expressions have another text.
TEST(LegacyUpdates, AnAttributeOfAnotherTypeIsAMismatch) {
  constexpr std::string_view kStrings = R"({"a": {"SS": ["1"]}})";
  for (const auto& [action, value, before] :
       std::vector<std::tuple<Action, std::string_view, std::string_view>>{
           {Action::erase, R"({"NS": ["1"]})", kStrings},
           {Action::erase, R"({"NS": ["1"]})", R"({"a": {"N": "1"}})"},
           {Action::add, R"({"NS": ["1"]})", kStrings},
           {Action::add, R"({"N": "1"})", R"({"a": {"NS": ["1"]}})"},
           {Action::add, R"({"L": []})", kStrings}}) {
    EXPECT_EQ(outcome(applied(action, value, before)), "Type mismatch for attribute to update");
  }
}

// ScyllaDB's test_item.py, on DynamoDB: an update of nothing makes an item, one that only takes
// away does not.
TEST(LegacyUpdates, OnlyTakingAwayMakesNoItem) {
  EXPECT_TRUE(creates_item(*translate_updates({})));
  EXPECT_FALSE(creates_item(*translate(Action::erase, "")));
  EXPECT_FALSE(creates_item(*translate(Action::erase, R"({"SS": ["x"]})")));
  EXPECT_TRUE(creates_item(*translate(Action::add, R"({"N": "1"})")));
}

}  // namespace
}  // namespace quondam::expressions
