// What objects say, item by item (developer guide, "Amazon S3 import formats for DynamoDB").

#include "export/item_reader.h"

#include <gtest/gtest.h>

#include "export/testing/string_object.h"
#include "item/json.h"

namespace quondam::exporting {
namespace {

using testing::StringObject;

// Each item as JSON; "wrong" for one that is, and "unreadable" where reading ended.
std::vector<std::string> items_of(ItemReader& reader) {
  std::vector<std::string> all;
  while (true) {
    const auto item = reader.next();
    if (item && !*item) return all;
    if (item) {
      all.push_back(item::to_json(**item));
      continue;
    }
    all.emplace_back(item.error().code == ErrorCode::validation ? "wrong" : "unreadable");
    if (item.error().code != ErrorCode::validation) return all;
  }
}

std::vector<std::string> json(const std::string& text) {
  // Lines are cut anywhere.
  std::vector<std::string> whole =
      items_of(*read_dynamodb_json(std::make_unique<StringObject>(text, 1'000)));
  EXPECT_EQ(items_of(*read_dynamodb_json(std::make_unique<StringObject>(text))), whole);
  return whole;
}

std::vector<std::string> csv(const std::string& text, const CsvTerms& terms = {}) {
  std::vector<std::string> whole =
      items_of(*read_csv(std::make_unique<StringObject>(text, 1'000), terms));
  EXPECT_EQ(items_of(*read_csv(std::make_unique<StringObject>(text), terms)), whole);
  return whole;
}

using Items = std::vector<std::string>;

TEST(JsonItems, OneALineAlsoWithoutAnEnd) {
  EXPECT_EQ(json(""), Items());
  EXPECT_EQ(json("{\"Item\":{\"a\":{\"S\":\"x\"}}}\n\r\n  {\"Item\":{}}"),
            (Items{R"({"a":{"S":"x"}})", "{}"}));
}

TEST(JsonItems, AWrongValueSpoilsItsItemOnly) {
  EXPECT_EQ(json(R"({"Item":{"a":{"N":"x"}}}
{"Item":{"a":{"S":1}}}
{"Item":{"a":{"Q":"1"}}}
{"Item":{"a":{"N":"1"}}}
)"),
            (Items{"wrong", "wrong", "wrong", R"({"a":{"N":"1"}})"}));
}

TEST(JsonItems, ALineThatIsNoItemSpoilsTheRest) {
  const std::string good = "{\"Item\":{}}\n";
  EXPECT_EQ(json(good + "garbage\n" + good), (Items{"{}", "unreadable"}));
  EXPECT_EQ(json(good + "{\"a\":1}\n" + good), (Items{"{}", "unreadable"}));
  EXPECT_EQ(json("{\"Item\":[]}\n" + good), (Items{"unreadable"}));
  EXPECT_EQ(json("\"Item\"\n"), (Items{"unreadable"}));
}

TEST(CsvItems, TheFirstLineNamesTheColumns) {
  EXPECT_EQ(csv("id,name\n1,Ann\n2,Bob\n"), (Items{R"({"id":{"S":"1"},"name":{"S":"Ann"}})",
                                                   R"({"id":{"S":"2"},"name":{"S":"Bob"}})"}));
  EXPECT_EQ(csv("id,name\n"), Items());
  EXPECT_EQ(csv(""), Items());
  EXPECT_EQ(csv("\xEF\xBB\xBFid\nx"), (Items{R"({"id":{"S":"x"}})"}));
}

TEST(CsvItems, GivenHeadersMakeTheFirstLineData) {
  EXPECT_EQ(csv("1;Ann\r\n", {.delimiter = ';', .headers = {"id", "name"}, .keys = {}}),
            (Items{R"({"id":{"S":"1"},"name":{"S":"Ann"}})"}));
}

TEST(CsvItems, OnlyKeysHaveTypes) {
  const CsvTerms terms{
      .delimiter = ',', .headers = {}, .keys = {{"id", item::Type::N}, {"raw", item::Type::B}}};
  EXPECT_EQ(csv("id,raw,n\n07,YWI=,8\n", terms),
            (Items{R"({"id":{"N":"7"},"n":{"S":"8"},"raw":{"B":"YWI="}})"}));
  EXPECT_EQ(csv("id,raw,n\nseven,YWI=,8\n7,?,8\n8,,8\n", terms),
            (Items{"wrong", "wrong", R"({"id":{"N":"8"},"n":{"S":"8"}})"}));
}

TEST(CsvItems, QuotesHoldDelimitersLinesAndQuotes) {
  EXPECT_EQ(csv("id,text\n1,\"a,b\nc\"\"d\"\n\"2\",x\n"),
            (Items{R"({"id":{"S":"1"},"text":{"S":"a,b\nc\"d"}})",
                   R"({"id":{"S":"2"},"text":{"S":"x"}})"}));
  EXPECT_EQ(
      csv("id,text\r\n\"1\",\"a\"\r\n2,b\r\n"),
      (Items{R"({"id":{"S":"1"},"text":{"S":"a"}})", R"({"id":{"S":"2"},"text":{"S":"b"}})"}));
}

TEST(CsvItems, AQuoteThatIsNotDoubledSpoilsTheRest) {
  EXPECT_EQ(csv("id,text\n1,6\" tall\n2,x\n"), (Items{"unreadable"}));
  EXPECT_EQ(csv("id,text\n1,\"a\"b\n2,x\n"), (Items{"unreadable"}));
  EXPECT_EQ(csv("id,text\n1,\"a\n2,x\n"), (Items{"unreadable"}));
}

TEST(CsvItems, EmptyColumnsAreLeftOut) {
  EXPECT_EQ(csv("id,a,b\n1,,x\n\n2,\"\",\n"),
            (Items{R"({"b":{"S":"x"},"id":{"S":"1"}})", R"({"id":{"S":"2"}})"}));
}

TEST(CsvItems, ALineOfAnotherLengthIsWrong) {
  EXPECT_EQ(csv("id,a\n1\n2,b,c\n3,d\n"),
            (Items{"wrong", "wrong", R"({"a":{"S":"d"},"id":{"S":"3"}})"}));
}

TEST(CsvItems, ColumnsHaveNamesOfTheirOwnAndTextIsUtf8) {
  EXPECT_EQ(csv("id,id\n1,2\n"), (Items{"unreadable"}));
  EXPECT_EQ(csv("id,\n1,2\n"), (Items{"unreadable"}));
  EXPECT_EQ(csv("id\n\xff\nx\n"), (Items{"wrong", R"({"id":{"S":"x"}})"}));
}

}  // namespace
}  // namespace quondam::exporting
