#include "ops/drill_marks.h"

#include <gtest/gtest.h>

namespace quondam::ops {
namespace {

TEST(DrillMarks, KnowsItsOwnNames) {
  EXPECT_TRUE(is_drill_name("quondam-drill-orders-0123abcd", "orders"));
  EXPECT_FALSE(is_drill_name("quondam-drill-orders-0123abcd", "order"));
  EXPECT_FALSE(is_drill_name("quondam-drill-orders-0123abc", "orders"));
  EXPECT_FALSE(is_drill_name("quondam-drill-orders-important", "orders"));
  EXPECT_FALSE(is_drill_name("orders-0123abcd", "orders"));
  const std::string longest(255, 'x');
  EXPECT_TRUE(is_drill_name("quondam-drill-" + std::string(200, 'x') + "-0123abcd", longest));
}

TEST(DrillMarks, KnowsWhetherADrillStillRuns) {
  const std::string run = this_run();
  EXPECT_EQ(state_of_run(run), RunState::running);
  // Another process that has got the id since.
  EXPECT_EQ(state_of_run(run + "1"), RunState::ended);
  EXPECT_EQ(state_of_run("other" + run), RunState::elsewhere);
  EXPECT_EQ(state_of_run(""), RunState::elsewhere);
}

}  // namespace
}  // namespace quondam::ops
