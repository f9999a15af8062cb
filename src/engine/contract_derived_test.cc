// The contract of engine.h, over every engine: keys that follow from declared ones, transactions
// that would rather fail than wait, and the size of ranges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <random>

#include "engine/testing/contract_fixture.h"
#include "engine/testing/test_seed.h"

namespace quondam::engine::testing {
namespace {

using ::testing::ElementsAre;

class DerivedContract : public EngineContract {
 protected:
  static Key key(Partition partition, std::string_view name) {
    return key_in(kTable, partition, name);
  }
};

// An index entry: its key depends on the value of the declared key, and it lies in another
// partition. Readers of it inside a transaction see the entry that belongs to the value they saw.
TEST_P(DerivedContract, a_key_that_follows_from_a_declared_one_is_read_as_it_belongs_to_it) {
  const Key item = key(1, "item");
  const auto entry = [](const std::string& value) {
    return key(static_cast<Partition>(std::stoull(value) % 5), "entry/" + value);
  };
  ASSERT_TRUE(engine().transact({.exclusive = {item}, .shared = {}}, [&](Transaction& transaction) {
    transaction.put(item, "0");
    transaction.put(entry("0"), "0");
    return Result<void>();
  }));
  constexpr int kThreads = 6;
  constexpr int kEach = 60;
  std::atomic<int> next{0};
  in_threads(kThreads, [&](int) {
    for (int i = 0; i < kEach; ++i) {
      const std::string value = std::to_string(++next);
      std::optional<std::string> before;
      std::optional<std::string> before_entry;
      const auto committed = engine().transact(
          {.exclusive = {item}, .shared = {}}, [&](Transaction& transaction) -> Result<void> {
            QUONDAM_ASSIGN(before, transaction.get(item));
            QUONDAM_ASSIGN(before_entry, transaction.get_derived(entry(*before)));
            transaction.put(item, value);
            transaction.erase(entry(*before));
            transaction.put(entry(value), value);
            return {};
          });
      ASSERT_TRUE(committed) << committed.error().message;
      ASSERT_EQ(before_entry, before);
    }
  });
  EXPECT_EQ(rows(kTable).size(), 2U) << "one item and its one entry";
}

// What TransactWriteItems needs to tell its client (TransactionConflict).
TEST_P(DerivedContract, a_transaction_that_would_rather_fail_is_told_which_keys_another_one_holds) {
  std::latch inside(1);
  std::latch leave(1);
  std::vector<std::size_t> held_contended;
  std::jthread holder([&] {
    bool first = true;  // the function may run again
    const Declared declared{
        .exclusive = {key(1, "b"), key(2, "d")}, .shared = {}, .contended = &held_contended};
    EXPECT_TRUE(engine().transact(declared, [&](Transaction& transaction) -> Result<void> {
      if (std::exchange(first, false)) {
        inside.count_down();
        leave.wait();
      }
      transaction.put(key(1, "b"), "held");
      return {};
    }));
  });
  inside.wait();
  std::vector<std::size_t> contended;
  const auto refused = engine().transact(
      {.exclusive = {key(1, "a"), key(1, "b"), key(3, "c"), key(2, "d")},
       .shared = {},
       .contended = &contended},
      [](Transaction&) -> Result<void> { return fail(ErrorCode::internal, "must not run"); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_THAT(contended, ElementsAre(1, 3));
  leave.count_down();
  holder.join();
  // Once it has gone, nothing is held.
  EXPECT_TRUE(engine().transact({.exclusive = {key(1, "b")}, .shared = {}, .contended = &contended},
                                [&](Transaction& transaction) -> Result<void> {
                                  transaction.put(key(1, "b"), "free");
                                  return {};
                                }));
  EXPECT_EQ(get(key(1, "b")), "free");
}

// Within a factor of three for incompressible values, in memory or on the disk.
TEST_P(DerivedContract, the_size_of_a_range_follows_what_it_holds) {
  std::mt19937_64 random(test_seed());
  constexpr std::size_t kValueBytes = 4096;
  const auto put_many = [&](std::string_view prefix, int count) {
    for (int i = 0; i < count; ++i) {
      std::string value;
      while (value.size() < kValueBytes) value.push_back(static_cast<char>(random()));
      put(key(1, std::string(prefix) + std::to_string(1000 + i)), value);
    }
  };
  put_many("a", 100);
  put_many("b", 300);
  const auto size = [&](std::string_view prefix) {
    const std::string begin = key(1, prefix).bytes;
    std::string end = begin;
    ++end.back();
    return engine().approximate_bytes({kTable, begin, end, std::nullopt}).value_or(0);
  };
  for (const char* when : {"before", "after"}) {
    SCOPED_TRACE(std::string(when) + " the space was rewritten");
    EXPECT_GT(size("a"), 100 * kValueBytes / 3);
    EXPECT_LT(size("a"), 100 * kValueBytes * 3);
    EXPECT_GT(size("b"), 300 * kValueBytes / 3);
    EXPECT_LT(size("b"), 300 * kValueBytes * 3);
    EXPECT_LT(size("c"), kValueBytes * 10);
    ASSERT_TRUE(engine().reclaim(kTable));
  }
}

QUONDAM_OVER_ALL_ENGINES(DerivedContract);

}  // namespace
}  // namespace quondam::engine::testing
