#include "ops/shared_config.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

TEST(SharedConfig, ReadsSectionsAndSettings) {
  const auto config = SharedConfig::parse(
      "# ours\n"
      "[default]\n"
      "Region = eu-central-1\r\n"
      "\n"
      "; an older one\n"
      "[profile   shop]\n"
      "endpoint_url=http://shop.example:8000\n"
      "[profile \"two words\"]\n"
      "region = eu-west-1");
  EXPECT_EQ(config.value("default", "region"), "eu-central-1");
  EXPECT_EQ(config.value("profile shop", "endpoint_url"), "http://shop.example:8000");
  EXPECT_EQ(config.value("profile two words", "region"), "eu-west-1");
  EXPECT_TRUE(config.has("profile shop"));
  EXPECT_FALSE(config.has("shop"));
  EXPECT_EQ(config.value("profile shop", "region"), "");
  EXPECT_EQ(config.value("nobody", "region"), "");
}

TEST(SharedConfig, ReadsNestedSettings) {
  const auto config = SharedConfig::parse(
      "[services local]\n"
      "s3 =\n"
      "  endpoint_url = http://127.0.0.1:9000\n"
      "dynamodb =\n"
      "  endpoint_url = http://127.0.0.1:8000\n"
      "region = x\n");
  EXPECT_EQ(config.value("services local", "s3.endpoint_url"), "http://127.0.0.1:9000");
  EXPECT_EQ(config.value("services local", "dynamodb.endpoint_url"), "http://127.0.0.1:8000");
  EXPECT_EQ(config.value("services local", "region"), "x");
}

TEST(SharedConfig, NestedIsWhatIsIndentedFurtherThanItsParent) {
  const auto config = SharedConfig::parse(
      "[profile p]\n"
      "  s3 =\n"
      "    endpoint_url = http://elsewhere\n"
      "  region = x\n"
      "  dynamodb =\n"
      "\tendpoint_url = http://tab\n");
  EXPECT_EQ(config.value("profile p", "endpoint_url"), "http://tab");
  EXPECT_EQ(config.value("profile p", "s3.endpoint_url"), "http://elsewhere");
  EXPECT_EQ(config.value("profile p", "region"), "x");
}

TEST(SharedConfig, SkipsWhatMeansNothing) {
  const auto config = SharedConfig::parse(
      "region = before any section\n"
      "[default]\n"
      "nonsense\n"
      "[broken\n"
      "region = of nothing\n"
      "[default]\n"
      "output = json\n");
  EXPECT_EQ(config.value("default", "region"), "");
  EXPECT_EQ(config.value("default", "output"), "json");
}

TEST(SharedConfig, AFileThatIsNotThereIsEmpty) {
  const auto config = SharedConfig::read("/nowhere/at/all");
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->has("default"));
}

}  // namespace
}  // namespace quondam::ops
