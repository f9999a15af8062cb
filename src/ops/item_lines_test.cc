#include "ops/item_lines.h"

#include <gtest/gtest.h>

#include <random>

#include "item/json.h"

namespace quondam::ops {
namespace {

std::string plain(const std::string& dynamodb_json) {
  std::string line;
  append_line(line, ItemFormat::ndjson, *item::parse_item(dynamodb_json));
  return line;
}

void expect_there_and_back(ItemFormat format, const item::Item& item) {
  std::string line;
  append_line(line, format, item);
  ASSERT_EQ(line.find('\n'), line.size() - 1);
  LineParser parser;
  const auto read = parser.read(format, std::string_view(line).substr(0, line.size() - 1));
  ASSERT_TRUE(read) << line << read.error().message;
  EXPECT_EQ(*read, item) << line;
}

TEST(ItemLines, PlainJson) {
  EXPECT_EQ(plain(R"({"id":{"S":"1"},"n":{"N":"59.90"},"b":{"BOOL":true},"z":{"NULL":true}})"),
            "{\"b\":true,\"id\":\"1\",\"n\":59.9,\"z\":null}\n");
  EXPECT_EQ(plain(R"({"l":{"L":[{"N":"1"},{"M":{"a":{"S":"x"}}}]}})"),
            "{\"l\":[1,{\"a\":\"x\"}]}\n");
}

TEST(ItemLines, WhatJsonCannotTellApart) {
  EXPECT_EQ(plain(R"({"b":{"B":"aGk="}})"), "{\"b\":{\"$binary\":\"aGk=\"}}\n");
  EXPECT_EQ(plain(R"({"s":{"SS":["b","a"]}})"), "{\"s\":{\"$stringSet\":[\"a\",\"b\"]}}\n");
  EXPECT_EQ(plain(R"({"s":{"NS":["2","1.5"]}})"), "{\"s\":{\"$numberSet\":[1.5,2]}}\n");
  EXPECT_EQ(plain(R"({"s":{"BS":["aGk="]}})"), "{\"s\":{\"$binarySet\":[\"aGk=\"]}}\n");
  EXPECT_EQ(plain(R"({"m":{"M":{"$binary":{"S":"x"}}}})"),
            "{\"m\":{\"$map\":{\"$binary\":\"x\"}}}\n");
  EXPECT_EQ(plain(R"({"$binary":{"S":"x"}})"), "{\"$binary\":\"x\"}\n") << "the item is a map";
}

TEST(ItemLines, EverythingComesBack) {
  for (
      const std::string_view json :
      {R"({"id":{"S":"\u0000\"\\ é \ud83d\ude00"},"e":{"S":""}})",
       R"({"n":{"N":"99999999999999999999999999999999999999"},"m":{"N":"-1E-130"}})",
       R"({"n":{"N":"9.9999999999999999999999999999999999999E+125"},"z":{"N":"0"}})",
       R"({"m":{"M":{"$map":{"M":{"$map":{"L":[]}}}}},"e":{"M":{}},"l":{"L":[{"NULL":true}]}})",
       R"({"m":{"M":{"$stringSet":{"SS":["a"]}}},"two":{"M":{"$binary":{"S":"x"},"y":{"N":"1"}}}})",
       R"({"b":{"B":""},"bs":{"BS":["AA==","/w=="]},"ns":{"NS":["1E+100","-3"]}})"}) {
    const auto item = item::parse_item(json);
    ASSERT_TRUE(item) << json;
    expect_there_and_back(ItemFormat::ndjson, *item);
    expect_there_and_back(ItemFormat::dynamodb_json, *item);
  }
}

// Values of all types, as deep as `level` allows.
item::AttributeValue random_value(std::mt19937& random, int level) {
  const auto below = [&](unsigned n) { return random() % n; };
  const auto text = [&] {
    constexpr std::string_view kNames[] = {"a", "$binary", "$map", "$numberSet", "long name", "é"};
    return std::string(kNames[below(6)]);
  };
  switch (below(level > 4 ? 8 : 10)) {
    case 0:
      return item::AttributeValue(text());
    case 1:
      return item::AttributeValue(item::Number::from_integer(static_cast<int>(below(1000)) - 500));
    case 2:
      return item::AttributeValue(item::Binary{text()});
    case 3:
      return item::AttributeValue(below(2) == 0);
    case 4:
      return item::AttributeValue(item::Null{});
    case 5:
      return item::AttributeValue(*item::make_string_set({text()}));
    case 6:
      return item::AttributeValue(*item::make_number_set({item::Number::from_integer(below(9))}));
    case 7:
      return item::AttributeValue(*item::make_binary_set({item::Binary{text()}}));
    case 8: {
      item::List list;
      for (unsigned left = below(4); left > 0; --left)
        list.push_back(random_value(random, level + 1));
      return item::AttributeValue(std::move(list));
    }
    default: {
      item::Map map;
      for (unsigned left = below(4); left > 0; --left)
        map.insert_or_assign(text(), random_value(random, level + 1));
      return item::AttributeValue(std::move(map));
    }
  }
}

TEST(ItemLines, RandomItemsComeBack) {
  constexpr unsigned kSeed = 20261126;
  constexpr int kItems = 3000;
  std::mt19937 random(kSeed);
  for (int n = 0; n < kItems; ++n) {
    item::Item item;
    for (unsigned left = random() % 5; left > 0; --left)
      item.insert_or_assign("a" + std::to_string(left), random_value(random, 1));
    expect_there_and_back(ItemFormat::ndjson, item);
  }
}

TEST(ItemLines, LinesThatAreNoItems) {
  LineParser parser;
  for (const std::string_view line :
       {"", "[]", "1", "{", "{\"a\":1} {}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":1e400}",
        "{\"a\":{\"$binary\":\"?\"}}", "{\"a\":{\"$stringSet\":[1]}}",
        "{\"a\":{\"$numberSet\":[]}}", "{\"a\":1,\"a\":2}", "{\"a\":{\"$map\":[]}}", "{\"a\":nul}",
        "{\"a\":tru}"})
    EXPECT_FALSE(parser.read(ItemFormat::ndjson, line)) << line;
  for (const std::string_view line :
       {"{\"a\":1}", "{\"Item\":[]}", "{\"Item\":{\"a\":{\"N\":\"x\"}}}", "x"})
    EXPECT_FALSE(parser.read(ItemFormat::dynamodb_json, line)) << line;
  EXPECT_TRUE(parser.read(ItemFormat::ndjson, "{\"a\":1}")) << "after lines that are none";
}

TEST(ItemLines, TooDeepIsNotRead) {
  std::string line;
  constexpr int kLevels = 40;
  for (int n = 0; n < kLevels; ++n) line += "{\"a\":";
  line += "1" + std::string(kLevels, '}');
  LineParser parser;
  EXPECT_FALSE(parser.read(ItemFormat::ndjson, line));
}

TEST(ItemLines, FormatsByTheFilesName) {
  EXPECT_EQ(format_of_file("a/orders.ndjson.gz"), ItemFormat::ndjson);
  EXPECT_EQ(format_of_file("orders.jsonl"), ItemFormat::ndjson);
  EXPECT_EQ(format_of_file("orders.json.zst"), ItemFormat::dynamodb_json);
  EXPECT_EQ(format_of_file("-"), ItemFormat::dynamodb_json);
}

}  // namespace
}  // namespace quondam::ops
