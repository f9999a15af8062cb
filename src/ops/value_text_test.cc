#include "ops/value_text.h"

#include <gtest/gtest.h>

#include "item/json.h"

namespace quondam::ops {
namespace {

item::Item item_of(std::string_view json) {
  return item::parse_item(json).value();
}

TEST(ValueText, TellsTypesApart) {
  const auto text = [](std::string_view json) {
    return value_text(item::parse_attribute_value(json).value());
  };
  EXPECT_EQ(text(R"({"S": "5"})"), R"("5")");
  EXPECT_EQ(text(R"({"N": "5.0"})"), "5");
  EXPECT_EQ(text(R"({"B": "AAE="})"), "b64'AAE='");
  EXPECT_EQ(text(R"({"BOOL": true})"), "true");
  EXPECT_EQ(text(R"({"NULL": true})"), "null");
  EXPECT_EQ(text(R"({"SS": ["b", "a"]})"), R"(<<"a", "b">>)");
  EXPECT_EQ(text(R"({"NS": ["10", "9"]})"), "<<9, 10>>");
  EXPECT_EQ(text(R"({"L": [{"N": "1"}, {"S": "x"}]})"), R"([1, "x"])");
  EXPECT_EQ(text(R"({"M": {"a": {"N": "1"}, "b": {"L": []}}})"), "{a: 1, b: []}");
}

TEST(ValueText, GivesATerminalNoCommands) {
  const std::string text =
      value_text(item::AttributeValue("\x1b[31m\x7f\xc2\x9b"
                                      "1m"));
  for (const char c : text) EXPECT_TRUE(c >= ' ' && c < '\x7f') << text;
}

TEST(ValueText, PutsTheKeyFirst) {
  EXPECT_EQ(item_text(item_of(R"({"a": {"N": "1"}, "sk": {"N": "2"}, "pk": {"S": "x"}})"),
                      {"pk", "sk", "missing"}),
            R"(pk="x"  sk=2  a=1)");
}

TEST(ValueText, FindsWhatChanged) {
  const item::Item before = item_of(
      R"({"id": {"S": "1"}, "gone": {"N": "1"}, "total": {"N": "1"}, "m": {"M": {"x": {"N": "1"}, "y": {"N": "1"}}}})");
  const item::Item after = item_of(
      R"({"id": {"S": "1"}, "new": {"N": "1"}, "total": {"S": "1"}, "m": {"M": {"x": {"N": "2"}, "y": {"N": "1"}}}})");
  std::vector<std::string> paths;
  for (const AttributeChange& change : changes_between(before, after))
    paths.push_back((change.before == nullptr  ? "+"
                     : change.after == nullptr ? "-"
                                               : "~") +
                    change.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"-gone", "~m.x", "+new", "~total"}));
  EXPECT_TRUE(changes_between(before, before).empty());
}

}  // namespace
}  // namespace quondam::ops
