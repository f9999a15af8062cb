#include "ops/drill_log.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace quondam::ops {
namespace {

class DrillLog : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "drill_log";
    std::filesystem::remove_all(folder_);
    path_ = folder_ + "/deeper/drills.ndjson";
    ::setenv("QUONDAM_DRILL_LOG", path_.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("QUONDAM_DRILL_LOG");
    std::filesystem::remove_all(folder_);
  }
  void append_bytes(std::string_view bytes) const { std::ofstream(path_, std::ios::app) << bytes; }

  std::string folder_;
  std::string path_;
};

Drill a_drill(std::string table) {
  Drill drill;
  drill.table_name = std::move(table);
  drill.result = "PASSED";
  drill.items_compared = 7;
  drill.restore_seconds = 0.25;
  drill.message = "with \"quotes\"";
  return drill;
}

TEST_F(DrillLog, ComesBackAsItWasWritten) {
  EXPECT_TRUE(read_drill_log()->empty());
  ASSERT_TRUE(append_drill(a_drill("a")));
  ASSERT_TRUE(append_drill(a_drill("b")));
  const auto drills = read_drill_log();
  ASSERT_TRUE(drills);
  ASSERT_EQ(drills->size(), 2u);
  EXPECT_EQ(to_json(drills->at(0)), to_json(a_drill("a")));
  EXPECT_EQ(drills->at(1).table_name, "b");
}

TEST_F(DrillLog, ALineThatWasCutOffSpoilsNoOther) {
  ASSERT_TRUE(append_drill(a_drill("a")));
  append_bytes(R"({"TableName":"b","Res)");
  EXPECT_EQ(read_drill_log()->size(), 1u);
  ASSERT_TRUE(append_drill(a_drill("c")));
  const auto drills = read_drill_log();
  ASSERT_TRUE(drills);
  ASSERT_EQ(drills->size(), 2u);
  EXPECT_EQ(drills->at(1).table_name, "c");
}

TEST_F(DrillLog, ALineThatLacksOnlyItsEndIsKept) {
  ASSERT_TRUE(append_drill(a_drill("a")));
  append_bytes(to_json(a_drill("b")));
  EXPECT_EQ(read_drill_log()->size(), 2u);
  ASSERT_TRUE(append_drill(a_drill("c")));
  EXPECT_EQ(read_drill_log()->size(), 3u);
}

TEST_F(DrillLog, WhatIsNoDrillIsNotPassedOver) {
  ASSERT_TRUE(append_drill(a_drill("a")));
  append_bytes("nonsense\n");
  ASSERT_TRUE(append_drill(a_drill("b")));
  const auto drills = read_drill_log();
  ASSERT_FALSE(drills);
  EXPECT_NE(drills.error().message.find("line 2"), std::string::npos);
}

}  // namespace
}  // namespace quondam::ops
