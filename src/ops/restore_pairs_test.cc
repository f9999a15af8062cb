#include "ops/restore_pairs.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

using Pairs = std::vector<RestorePair>;

TEST(RestorePairs, NameTargetsOrGetASuffix) {
  EXPECT_EQ(read_restore_pairs({"a"}, "-restored").value(), (Pairs{{"a", "a-restored"}}));
  EXPECT_EQ(read_restore_pairs({"a=b", "c"}, ".old").value(), (Pairs{{"a", "b"}, {"c", "c.old"}}));
}

TEST(RestorePairs, RefuseWhatCannotBeDone) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"=b"},
                                                    {"a="},
                                                    {"a=a"},
                                                    {"a=c", "b=c"},
                                                    {"a", "b=a-restored"},
                                                    {"a", "a"}}) {
    const auto pairs = read_restore_pairs(arguments, "-restored");
    ASSERT_FALSE(pairs) << arguments.front();
    EXPECT_EQ(pairs.error().exit_code, kUsage);
    EXPECT_FALSE(pairs.error().what_next.empty());
  }
  EXPECT_FALSE(read_restore_pairs({"a"}, "")) << "no suffix: onto itself";
}

}  // namespace
}  // namespace quondam::ops
