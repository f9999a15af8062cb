#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

namespace quondam {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

TEST(JsonWriter, PutsCommasBetweenMembersAndElementsOnly) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("a").number(1);
  json.key("b").begin_array().number(2).string("x").begin_object().end_object().null().end_array();
  json.key("c").begin_object().key("d").boolean(true).key("e").boolean(false).end_object();
  json.key("f").raw("[7]").key("g").begin_array().end_array();
  json.key("h").binary("ab");
  json.key("i").value().append("9");
  json.end_object();
  EXPECT_EQ(out, R"({"a":1,"b":[2,"x",{},null],"c":{"d":true,"e":false},"f":[7],"g":[],)"
                 R"("h":"YWI=","i":9})");
}

TEST(JsonWriter, AppendsToWhatTheStringHolds) {
  std::string out = "HTTP ";
  JsonWriter(out).begin_array().end_array();
  EXPECT_EQ(out, "HTTP []");
}

TEST(JsonWriter, WritesEveryInteger) {
  std::string out;
  JsonWriter json(out);
  json.begin_array()
      .number(std::numeric_limits<std::int64_t>::min())
      .number(std::numeric_limits<std::uint64_t>::max())
      .number(-1)
      .number(std::uint8_t{200})
      .end_array();
  EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615,-1,200]");
}

TEST(JsonWriter, WritesDoublesThatReadBackTheSame) {
  std::string out;
  JsonWriter json(out);
  json.begin_array()
      .number(1764000000.125)
      .number(0.5)
      .number(0.1)
      .number(std::numeric_limits<double>::infinity());
  json.end_array();
  EXPECT_EQ(out, "[1764000000.125,0.5,0.1,null]");
}

TEST(JsonString, EscapesWhatJsonDemandsAndNothingElse) {
  EXPECT_EQ(escaped(""), R"("")");
  EXPECT_EQ(escaped("plain / text \x7F"), "\"plain / text \x7F\"");
  EXPECT_EQ(escaped("\"\\"), R"("\"\\")");
  EXPECT_EQ(escaped("\b\t\n\f\r"), R"("\b\t\n\f\r")");
  EXPECT_EQ(escaped(std::string_view("\0\x01\x1F", 3)), R"("\u0000\u0001\u001F")");
  EXPECT_EQ(escaped("é漢🐘"), "\"é漢🐘\"");
  EXPECT_EQ(escaped("a\"b\"c"), R"("a\"b\"c")");
}

TEST(JsonString, EscapesAtEveryPosition) {
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = '\n';
      EXPECT_EQ(escaped(text),
                '"' + std::string(at, 'x') + "\\n" + std::string(size - at - 1, 'x') + '"');
    }
  }
}

TEST(Base64, WritesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFB\xFF\xBF"), "+/+/");
}

}  // namespace
}  // namespace quondam
