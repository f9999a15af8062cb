#include "ops/table_keys.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

const TableKeys kKeys{{"pk", "S"}, {"sk", "N"}};

TEST(KeyArgument, IsWrittenShort) {
  EXPECT_EQ(key_json("pk=a", kKeys).value(), R"({"pk":{"S":"a"}})");
  EXPECT_EQ(key_json("pk=a=b,sk=7.50", kKeys).value(), R"({"pk":{"S":"a=b"},"sk":{"N":"7.5"}})");
  EXPECT_EQ(key_json("b=AAE=", {{"b", "B"}}).value(), R"({"b":{"B":"AAE="}})");
}

TEST(KeyArgument, IsWrittenAsJson) {
  EXPECT_EQ(key_json(R"( {"pk": {"S": "a,b"}, "sk": {"N": "1"}})", kKeys).value(),
            R"({"pk":{"S":"a,b"},"sk":{"N":"1"}})");
}

TEST(KeyArgument, RefusesWhatIsNoKey) {
  for (const char* typed : {"a", "x=1", "pk=a,sk=seven", "pk=a,7", R"({"pk": "a"})", R"({"pk")"}) {
    const auto key = key_json(typed, kKeys);
    ASSERT_FALSE(key) << typed;
    EXPECT_EQ(key.error().exit_code, kUsage);
  }
  EXPECT_FALSE(check_key("a"));
  EXPECT_FALSE(check_key(R"({"pk")"));
  EXPECT_TRUE(check_key("x=1")) << "only the table knows better";
}

}  // namespace
}  // namespace quondam::ops
