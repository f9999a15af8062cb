#include "ops/load_progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace quondam::ops {
namespace {

TEST(LoadProgress, TheFirstThatIsNotAcknowledgedCounts) {
  LoadProgress progress({"t", "http://x", "ndjson", 0, 0});
  const auto first = progress.begin(10);
  const auto second = progress.begin(20);
  const auto third = progress.begin(35);
  progress.acknowledge(third, true);
  EXPECT_EQ(progress.state().offset, 0U);
  EXPECT_EQ(progress.written(), 1U);
  progress.acknowledge(first, true);
  EXPECT_EQ(progress.state().offset, 10U);
  progress.acknowledge(second, false);
  EXPECT_EQ(progress.state().offset, 35U);
  EXPECT_EQ(progress.state().items, 2U);
  EXPECT_EQ(progress.passed_over(), 1U);
}

TEST(LoadProgress, AnyOrderEndsAtTheEnd) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  LoadProgress progress({"t", "", "", 100, 5});
  std::vector<std::uint64_t> numbers;
  constexpr std::uint64_t kLines = 500;
  for (std::uint64_t n = 1; n <= kLines; ++n) numbers.push_back(progress.begin(100 + n));
  std::ranges::shuffle(numbers, random);
  std::vector<bool> done(kLines);
  for (const std::uint64_t number : numbers) {
    progress.acknowledge(number, true);
    done[number] = true;
    const auto whole = std::ranges::find(done, false) - done.begin();
    EXPECT_EQ(progress.state().offset,
              whole == 0 ? 100U : 100U + static_cast<std::uint64_t>(whole));
  }
  EXPECT_EQ(progress.state().items, 5 + kLines);
}

}  // namespace
}  // namespace quondam::ops
