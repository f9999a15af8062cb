#include "operations/arn.h"

#include <gtest/gtest.h>

namespace quondam::operations {
namespace {

TEST(TableArns, AnArnNamesRegionAccountAndTable) {
  const std::string arn = table_arn("eu-west-1", "123456789012", "orders");
  EXPECT_EQ(arn, "arn:aws:dynamodb:eu-west-1:123456789012:table/orders");
  const auto parsed = parse_table_arn(arn);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->region, "eu-west-1");
  EXPECT_EQ(parsed->account_id, "123456789012");
  EXPECT_EQ(parsed->table, "orders");
}

TEST(TableArns, WhatIsNoArnOfATableIsNone) {
  for (const std::string_view text :
       {"orders", "arn:", "arn:aws:dynamodb:r:1:table/", "arn:aws:dynamodb:r:1:table/ab",
        "arn:aws:s3:r:1:table/abc", "arn:aws:dynamodb:r:1:index/abc",
        "arn:aws:dynamodb:r:table/abc", "arn:aws:dynamodb:r:1:table/a/b/c"}) {
    EXPECT_FALSE(parse_table_arn(text)) << text;
  }
}

}  // namespace
}  // namespace quondam::operations
