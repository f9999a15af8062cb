#include "item/json.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "item/testing/random_items.h"

namespace quondam::item {
namespace {

using testing::RandomItems;

constexpr char kEmpty[] =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
constexpr char kSeveral[] =
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
    "supported datatypes";
constexpr char kNotNumeric[] = "The parameter cannot be converted to a numeric value";
constexpr char kTooDeep[] =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond supported limit";

void expect_error(std::string_view json, ErrorCode code, const std::string& message) {
  const auto value = parse_attribute_value(json);
  ASSERT_FALSE(value.has_value()) << json;
  EXPECT_EQ(value.error().code, code) << json;
  EXPECT_EQ(value.error().message, message) << json;
}
void expect_invalid(std::string_view json, const std::string& message) {
  expect_error(json, ErrorCode::validation, message);
}
void expect_wrong_json(std::string_view json, const std::string& message) {
  expect_error(json, ErrorCode::serialization, message);
}

std::string maps_around(int levels, const std::string& leaf) {
  std::string json;
  for (int i = 0; i < levels; ++i) json.append(R"({"M":{"n":)");
  json.append(leaf);
  for (int i = 0; i < levels; ++i) json.append("}}");
  return json;
}

TEST(Json, EveryTypeIsWrittenAsTheApiSpeaksIt) {
  // Sets come back sorted, attributes in the order of their names, numbers in plain notation.
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({ "S" : "a\"\n\u00e9" })", R"({"S":"a\"\né"})"},
      {R"({"S":""})", R"({"S":""})"},
      {R"({"N":"1.50E1"})", R"({"N":"15"})"},
      {R"({"B":"AP8="})", R"({"B":"AP8="})"},
      {R"({"B":""})", R"({"B":""})"},
      {R"({"BOOL":true})", R"({"BOOL":true})"},
      {R"({"BOOL":false})", R"({"BOOL":false})"},
      {R"({"NULL":true})", R"({"NULL":true})"},
      {R"({"SS":["b","a"]})", R"({"SS":["a","b"]})"},
      {R"({"NS":["10","9","-1"]})", R"({"NS":["-1","9","10"]})"},
      {R"({"BS":["/w==","AA=="]})", R"({"BS":["AA==","/w=="]})"},
      {R"({"L":[]})", R"({"L":[]})"},
      {R"({"L":[{"S":"a"},{"N":"1"}]})", R"({"L":[{"S":"a"},{"N":"1"}]})"},
      {R"({"M":{}})", R"({"M":{}})"},
      {R"({"M":{"b":{"S":"x"},"a":{"L":[{"NULL":true}]}}})",
       R"({"M":{"a":{"L":[{"NULL":true}]},"b":{"S":"x"}}})"},
  };
  for (const auto& [in, out] : cases) {
    const auto value = parse_attribute_value(in);
    ASSERT_TRUE(value.has_value()) << in << ": " << value.error().message;
    EXPECT_EQ(to_json(*value), out);
  }
}

TEST(Json, RoundTripsWhateverAnItemHolds) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 5'000; ++i) {
    const Item item = random.item();
    const auto read = parse_item(to_json(item));
    ASSERT_TRUE(read.has_value()) << to_json(item) << ": " << read.error().message;
    ASSERT_EQ(*read, item) << to_json(item);
  }
}

TEST(Json, AValueHasExactlyOneType) {
  for (const auto* json : {"{}", "null", R"({"a":""})", R"({"M":{"a":{}}})", R"({"L":[{}]})",
                           R"({"L":[{"a":{}}]})", R"({"S":null})", R"({"L":[null]})"}) {
    expect_invalid(json, kEmpty);
  }
  expect_invalid(R"({"S":"a","N":"1"})", kSeveral);
  // Unknown members and nulls do not count.
  EXPECT_TRUE(parse_attribute_value(R"({"S":"a","X":1,"N":null})").has_value());
}

TEST(Json, BadValuesHaveDynamoDbsTexts) {
  const std::string bad = "One or more parameter values were invalid: ";
  expect_invalid(R"({"NULL":false})",
                 bad + "Null attribute value types must have the value of true");
  expect_invalid(R"({"NULL":"no"})",
                 bad + "Null attribute value types must have the value of true");
  expect_invalid(R"({"SS":[]})", bad + "An string set  may not be empty");
  expect_invalid(R"({"NS":[]})", bad + "An number set  may not be empty");
  expect_invalid(R"({"BS":[]})", bad + "Binary sets should not be empty");
  expect_invalid(R"({"SS":["a","a"]})", bad + "Input collection [a, a] contains duplicates.");
  expect_invalid(R"({"SS":["b","a","b"]})",
                 bad + "Input collection [b, a, b] contains duplicates.");
  expect_invalid(R"({"BS":["Yg==","Yg=="]})",
                 bad + "Input collection [Yg==, Yg==]of type BS contains duplicates.");
  expect_invalid(R"({"NS":["1","1"]})", "Input collection contains duplicates");
  expect_invalid(R"({"NS":["1","1.0"]})", "Input collection contains duplicates");
  expect_invalid(R"({"N":""})", kNotNumeric);
  expect_invalid(R"({"S":"a","N":""})", kNotNumeric);
  expect_invalid(R"({"S":"a","N":"b"})", std::string(kNotNumeric) + ": b");
  expect_invalid(R"({"NS":["1","b"]})", std::string(kNotNumeric) + ": b");
  expect_invalid(R"({"NS":["1",""]})", kNotNumeric);
  expect_invalid(R"({"L":[{"N":"x"}]})", std::string(kNotNumeric) + ": x");
  expect_invalid(R"({"N":"1e126"})",
                 "Number overflow. Attempting to store a number with magnitude larger than "
                 "supported range");
}

TEST(Json, WrongJsonTypesAreSerializationErrors) {
  const auto expect_scalars = [](const std::string& before, const std::string& after,
                                 const std::vector<std::pair<std::string, std::string>>& cases) {
    for (const auto& [json, message] : cases) expect_wrong_json(before + json + after, message);
  };
  const std::vector<std::pair<std::string, std::string>> strings = {
      {"true", "TRUE_VALUE cannot be converted to String"},
      {"false", "FALSE_VALUE cannot be converted to String"},
      {"23", "NUMBER_VALUE cannot be converted to String"},
      {"-2147483648", "NUMBER_VALUE cannot be converted to String"},
      {"18446744073709551615", "NUMBER_VALUE cannot be converted to String"},
      {"34.56", "DECIMAL_VALUE cannot be converted to String"},
      {"[]", "Unrecognized collection type class java.lang.String"},
      {"{}", "Start of structure or map found where not expected"}};
  const std::vector<std::pair<std::string, std::string>> blobs = {
      {"true", "only base-64-encoded strings are convertible to bytes"},
      {"23", "only base-64-encoded strings are convertible to bytes"},
      {"34.56", "only base-64-encoded strings are convertible to bytes"},
      {"[]", "Unrecognized collection type class java.nio.ByteBuffer"},
      {"{}", "Start of structure or map found where not expected"},
      {R"("23456")", "Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
      {R"("=+/=")", "Invalid last non-pad Base64 character dectected"},
      {R"("+/+=")", "Invalid last non-pad Base64 character dectected"},
      {R"("====")", "Invalid last non-pad Base64 character dectected"},
      {R"("a b=")", "Invalid last non-pad Base64 character dectected"}};
  const std::vector<std::pair<std::string, std::string>> booleans = {
      {R"("23")", "Unexpected token received from parser"},
      {"23", "NUMBER_VALUE cannot be converted to Boolean"},
      {"34.56", "DECIMAL_VALUE cannot be converted to Boolean"},
      {"[]", "Unrecognized collection type class java.lang.Boolean"},
      {"{}", "Start of structure or map found where not expected"}};
  const std::vector<std::pair<std::string, std::string>> lists = {
      {R"("23")", "Unexpected field type"},
      {"true", "Unexpected field type"},
      {"34.56", "Unexpected field type"},
      {"{}", "Start of structure or map found where not expected"}};
  const std::vector<std::pair<std::string, std::string>> maps = {
      {R"("23")", "Unexpected field type"},
      {"true", "Unexpected field type"},
      {"[]",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"}};
  const std::vector<std::pair<std::string, std::string>> values = {
      {R"("23")", "Unexpected value type in payload"},
      {"true", "Unexpected value type in payload"},
      {"34.56", "Unexpected value type in payload"},
      {"[]", "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"}};

  for (const auto* name : {"S", "N"})
    expect_scalars(R"({")" + std::string(name) + R"(":)", "}", strings);
  for (const auto* name : {"SS", "NS"}) {
    expect_scalars(R"({")" + std::string(name) + R"(":[)", "]}", strings);
  }
  expect_scalars(R"({"B":)", "}", blobs);
  expect_scalars(R"({"BS":[)", "]}", blobs);
  for (const auto* name : {"BOOL", "NULL"}) {
    expect_scalars(R"({")" + std::string(name) + R"(":)", "}", booleans);
  }
  for (const auto* name : {"SS", "NS", "BS", "L"}) {
    expect_scalars(R"({")" + std::string(name) + R"(":)", "}", lists);
  }
  expect_scalars(R"({"M":)", "}", maps);
  expect_scalars("", "", values);
  expect_scalars(R"({"L":[)", "]}", values);
  expect_scalars(R"({"M":{"a":)", "}}", values);

  for (const auto& [json, message] : maps) {
    const auto item = parse_item(json);
    ASSERT_FALSE(item.has_value());
    EXPECT_EQ(item.error().message, message);
  }
}

TEST(Json, SomeStringsAreBooleans) {
  EXPECT_EQ(to_json(*parse_attribute_value(R"({"BOOL":"yes"})")), R"({"BOOL":true})");
  EXPECT_EQ(to_json(*parse_attribute_value(R"({"BOOL":"0"})")), R"({"BOOL":false})");
}

// DynamoDB looks at the types of the whole request before it looks at values.
TEST(Json, AWrongTypeIsReportedBeforeABadValue) {
  expect_wrong_json(R"({"L":[{"N":"x"},{"S":1}]})", "NUMBER_VALUE cannot be converted to String");
  expect_wrong_json(R"({"M":{"a":{},"b":{"NS":["1","1"]},"c":7}})",
                    "Unexpected value type in payload");
  expect_wrong_json(R"({"N":"x","B":"?"})",
                    "Base64 encoded length is expected a multiple of 4 bytes but found: 1");
}

// Observed on DynamoDB: 31 maps around a scalar are accepted, 32 are not.
TEST(Json, ValuesMayBeNested32LevelsDeep) {
  EXPECT_TRUE(parse_attribute_value(maps_around(31, R"({"S":"leaf"})")).has_value());
  expect_invalid(maps_around(32, R"({"S":"leaf"})"), kTooDeep);
  EXPECT_TRUE(parse_item(R"({"a":)" + maps_around(31, R"({"S":"leaf"})") + "}").has_value());
  EXPECT_FALSE(parse_item(R"({"a":)" + maps_around(32, R"({"S":"leaf"})") + "}").has_value());
}

TEST(Json, HopelesslyDeepTextIsRefusedWithoutHarm) {
  expect_invalid(maps_around(400, R"({"S":"leaf"})"), kTooDeep);
  EXPECT_FALSE(parse_attribute_value(maps_around(100'000, R"({"S":"leaf"})")).has_value());
}

TEST(Json, TextThatIsNotJsonOrNotUtf8IsASerializationError) {
  for (const std::string_view json : {"", "{", R"({"S":"a})", "{\"S\":\"\xFF\"}",
                                      "{\"S\":\"\xED\xA0\x80\"}", R"({"S":"\ud800"})"}) {
    const auto value = parse_attribute_value(json);
    ASSERT_FALSE(value.has_value()) << json;
    EXPECT_EQ(value.error().code, ErrorCode::serialization) << json;
  }
}

TEST(Sets, AreSortedSoThatEqualityIgnoresTheOrder) {
  EXPECT_EQ(*make_string_set({"b", "a", "é"}), *make_string_set({"é", "b", "a"}));
  EXPECT_EQ(make_binary_set({{"\xFF"}, {"\x01"}})->values.front().bytes, "\x01");
  EXPECT_EQ(*parse_attribute_value(R"({"NS":["2","10"]})"),
            *parse_attribute_value(R"({"NS":["1e1","2.0"]})"));
}

}  // namespace
}  // namespace quondam::item
