// The contract of engine.h, over every engine: submit(), which does not wait for the disk.
#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "engine/testing/contract_fixture.h"

namespace quondam::engine::testing {
namespace {

class SubmitContract : public EngineContract {
 protected:
  // Submits one put; the future is what `done` is told.
  std::future<Result<CommitTime>> submit_put(const Key& key, const std::string& value) {
    auto told = std::make_shared<std::promise<Result<CommitTime>>>();
    const auto submitted = engine().submit(
        {.exclusive = {key}, .shared = {}},
        [&](Transaction& transaction) {
          transaction.put(key, value);
          return Result<void>();
        },
        [told](Result<CommitTime> committed) { told->set_value(std::move(committed)); });
    EXPECT_TRUE(submitted);
    return told->get_future();
  }
};

TEST_P(SubmitContract, done_is_told_when_the_commit_is_durable_and_visible) {
  const Key key = key_in(kTable, 1, "row");
  const auto committed = submit_put(key, "value").get();
  ASSERT_TRUE(committed);
  EXPECT_EQ(get(key), "value");
  harness().power_cut();
  EXPECT_EQ(get(key), "value");
}

TEST_P(SubmitContract, the_function_has_run_when_the_call_returns) {
  const Key key = key_in(kTable, 1, "row");
  bool ran = false;
  std::promise<void> told;
  ASSERT_TRUE(engine().submit(
      {.exclusive = {key}, .shared = {}},
      [&](Transaction& transaction) {
        ran = true;
        transaction.put(key, "value");
        return Result<void>();
      },
      [&](const Result<CommitTime>&) { told.set_value(); }));
  EXPECT_TRUE(ran);
  told.get_future().wait();
}

TEST_P(SubmitContract, an_error_of_the_function_is_returned_and_done_is_not_called) {
  const Key key = key_in(kTable, 1, "row");
  const auto submitted = engine().submit(
      {.exclusive = {key}, .shared = {}},
      [&](Transaction& transaction) -> Result<void> {
        transaction.put(key, "value");
        return fail(ErrorCode::condition_failed, "no");
      },
      [](const Result<CommitTime>&) { ADD_FAILURE() << "done was called"; });
  EXPECT_EQ(submitted.error().code, ErrorCode::condition_failed);
  EXPECT_EQ(get(key), std::nullopt);
}

TEST_P(SubmitContract, a_function_that_only_reads_is_told_its_time) {
  const Key key = key_in(kTable, 1, "row");
  std::promise<Result<CommitTime>> told;
  ASSERT_TRUE(engine().submit(
      {.exclusive = {key}, .shared = {}},
      [&](Transaction& transaction) -> Result<void> {
        QUONDAM_TRY(transaction.get(key));
        return {};
      },
      [&](Result<CommitTime> time) { told.set_value(std::move(time)); }));
  EXPECT_TRUE(told.get_future().get());
}

// One thread submits without waiting; what it submits to one key takes effect in that order, and
// each sees the one before.
TEST_P(SubmitContract, submissions_to_one_key_follow_each_other) {
  const Key key = key_in(kTable, 1, "counter");
  constexpr int kTimes = 200;
  std::vector<std::future<Result<CommitTime>>> told;
  for (int i = 0; i < kTimes; ++i) {
    auto promise = std::make_shared<std::promise<Result<CommitTime>>>();
    told.push_back(promise->get_future());
    ASSERT_TRUE(engine().submit(
        {.exclusive = {key}, .shared = {}},
        [&](Transaction& transaction) -> Result<void> {
          QUONDAM_ASSIGN(const auto before, transaction.get(key));
          transaction.put(key, std::to_string((before ? std::stoi(*before) : 0) + 1));
          return {};
        },
        [promise](Result<CommitTime> committed) { promise->set_value(std::move(committed)); }));
  }
  CommitTime last = 0;
  for (auto& future : told) {
    const auto committed = future.get();
    ASSERT_TRUE(committed);
    EXPECT_GT(*committed, last);
    last = *committed;
  }
  EXPECT_EQ(get(key), std::to_string(kTimes));
}

QUONDAM_OVER_ALL_ENGINES(SubmitContract);

}  // namespace
}  // namespace quondam::engine::testing
