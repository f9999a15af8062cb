#include "item/size.h"

#include <gtest/gtest.h>

#include "item/json.h"

namespace quondam::item {
namespace {

std::size_t size_of(std::string_view json) {
  const auto value = parse_attribute_value(json);
  EXPECT_TRUE(value.has_value()) << json;
  return size_bytes(value.value_or(AttributeValue()));
}

int levels_of(std::string_view json) {
  return nesting_levels(*parse_attribute_value(json));
}

// Developer guide, "DynamoDB item sizes and formats".
TEST(Size, OfScalarsIsTheirContent) {
  EXPECT_EQ(size_of(R"({"S":""})"), 0U);
  EXPECT_EQ(size_of(R"({"S":"abc"})"), 3U);
  EXPECT_EQ(size_of(R"({"S":"漢"})"), 3U);    // UTF-8 bytes, not characters
  EXPECT_EQ(size_of(R"({"B":"YWJj"})"), 3U);  // the bytes, not their base64
  EXPECT_EQ(size_of(R"({"N":"123.45"})"), 4U);
  EXPECT_EQ(size_of(R"({"BOOL":false})"), 1U);
  EXPECT_EQ(size_of(R"({"NULL":true})"), 1U);
}

TEST(Size, OfSetsIsTheSumOfTheirElements) {
  EXPECT_EQ(size_of(R"({"SS":["a","bc"]})"), 3U);
  EXPECT_EQ(size_of(R"({"NS":["1","234"]})"), 5U);
  EXPECT_EQ(size_of(R"({"BS":["YQ==","YWI="]})"), 3U);
}

TEST(Size, OfListsAndMapsHasThreeBytesAndOneForEachElement) {
  EXPECT_EQ(size_of(R"({"L":[]})"), 3U);
  EXPECT_EQ(size_of(R"({"M":{}})"), 3U);
  EXPECT_EQ(size_of(R"({"L":[{"S":"aa"},{"S":"b"}]})"), 3U + 1 + 2 + 1 + 1);
  EXPECT_EQ(size_of(R"({"M":{"key":{"S":"aa"}}})"), 3U + 1 + 3 + 2);
  EXPECT_EQ(size_of(R"({"L":[{"M":{"k":{"L":[]}}}]})"), 3U + 1 + (3 + 1 + 1 + 3));
}

TEST(Size, OfAnItemCountsNamesAndValues) {
  EXPECT_EQ(size_bytes(Item{}), 0U);
  EXPECT_EQ(size_bytes(*parse_item(R"({"pk":{"S":"abc"},"größe":{"N":"0"}})")), 2U + 3 + 7 + 1);
}

TEST(Nesting, CountsTheAttributeItselfAsTheFirstLevel) {
  EXPECT_EQ(levels_of(R"({"S":"a"})"), 1);
  EXPECT_EQ(levels_of(R"({"SS":["a"]})"), 1);
  EXPECT_EQ(levels_of(R"({"L":[]})"), 1);
  EXPECT_EQ(levels_of(R"({"L":[{"S":"a"}]})"), 2);
  EXPECT_EQ(levels_of(R"({"M":{"a":{"L":[{"S":"a"}]},"b":{"S":"a"}}})"), 3);
  EXPECT_EQ(nesting_levels(Item{}), 0);
  EXPECT_EQ(nesting_levels(*parse_item(R"({"a":{"S":"x"},"b":{"L":[{"S":"x"}]}})")), 2);
}

}  // namespace
}  // namespace quondam::item
