// Sequence numbers (service model: 21 to 40 characters; developer guide: digits, ascending).

#include "streams/position.h"

#include <gtest/gtest.h>

#include <limits>

namespace quondam::streams {
namespace {

constexpr CommitTime kNow = 1'764'111'600'000'000;

TEST(SequenceNumber, ReadsBackAsItWasWritten) {
  for (const Position position :
       {Position{0, 0}, Position{kNow, 0}, Position{kNow, 99}, Position{kNow, kLargestN},
        Position{std::numeric_limits<CommitTime>::max(), kLargestN}}) {
    const std::string text = sequence_number(position);
    EXPECT_GE(text.size(), 21U);
    EXPECT_LE(text.size(), 40U);
    EXPECT_EQ(text.find_first_not_of("0123456789"), std::string::npos);
    EXPECT_NE(text.front(), '0') << "a program that reads it as an integer keeps its length";
    EXPECT_EQ(parse_sequence_number(text), position);
  }
}

TEST(SequenceNumber, AscendsAsPositionsDo) {
  const Position ascending[] = {{9, kLargestN}, {10, 0},       {10, 1},         {10, 10},
                                {kNow, 2},      {kNow + 1, 0}, {kNow * 1000, 0}};
  for (std::size_t i = 1; i < std::size(ascending); ++i) {
    EXPECT_LT(ascending[i - 1], ascending[i]);
    EXPECT_LT(sequence_number(ascending[i - 1]), sequence_number(ascending[i]));
  }
}

TEST(SequenceNumber, NothingElseIsOne) {
  const std::string good = sequence_number({kNow, 7});
  for (const std::string& bad : {std::string(), good + "0", good.substr(1), "2" + good.substr(1),
                                 good.substr(0, good.size() - 1) + "x", "1" + std::string(25, '9'),
                                 std::string("1-") + std::string(24, '0')}) {
    EXPECT_FALSE(parse_sequence_number(bad)) << bad;
  }
}

TEST(SequenceNumber, AfterARecordComesThePlaceBehindIt) {
  EXPECT_LT((Position{5, 3}), after({5, 3}));
  EXPECT_LE(after({5, 3}), (Position{5, 4}));
}

}  // namespace
}  // namespace quondam::streams
