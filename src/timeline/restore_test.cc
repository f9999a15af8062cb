// Restores while writers go on (notes on the engine, point 19: a scan of changes that is bounded by
// time while a later commit is already visible leaves that commit in the clone). Every restored
// space is the table as it was at T, whatever the clone caught.

#include "timeline/restore.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>

#include "engine/testing/engine_harness.h"
#include "engine/testing/test_seed.h"
#include "timeline/view.h"
#include "timeline/writer.h"

namespace quondam::timeline {
namespace {

using engine::testing::EngineKind;

constexpr TableId kTable = engine::kFirstFreeSpace;
constexpr int kRows = 50;
constexpr int kWriters = 4;

RowKey row_of(int n) {
  return {static_cast<engine::Partition>(n % 5), "row" + std::to_string(100 + n)};
}

engine::Partition partition_of(std::string_view bytes) {
  return static_cast<engine::Partition>((std::stoi(std::string(bytes.substr(3))) - 100) % 5);
}

struct Written {
  CommitTime time = 0;
  int row = 0;
  std::optional<std::string> payload;
};

class RestoreTest : public testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(engine().create_space(kTable));
    auto opened = WindowKeeper::open(engine(), floors_);
    ASSERT_TRUE(opened);
    windows_ = *std::move(opened);
  }
  engine::Engine& engine() { return harness_->engine(); }

  void write(int row, const std::optional<std::string>& payload) {
    const RowKey key = row_of(row);
    bool wrote = false;
    const auto committed =
        engine().transact({.exclusive = {state_key(kTable, key)}, .shared = {}},
                          [&](engine::Transaction& transaction) -> Result<void> {
                            wrote = false;
                            Writer writer(engine(), transaction, {});
                            QUONDAM_ASSIGN(const auto previous, writer.read(kTable, key));
                            if (!payload && !previous) return {};
                            if (payload) {
                              writer.put(kTable, true, key, previous, *payload);
                            } else {
                              writer.erase(kTable, true, key, *previous);
                            }
                            wrote = true;
                            return {};
                          });
    ASSERT_TRUE(committed);
    if (!wrote) return;
    const std::lock_guard lock(mutex_);
    log_.push_back({*committed, row, payload});
  }

  std::map<std::string, std::string> model_at(CommitTime time) {
    std::map<std::string, std::pair<CommitTime, std::optional<std::string>>> latest;
    for (const Written& written : log_) {
      auto& [at, payload] = latest[row_of(written.row).bytes];
      if (written.time <= time && written.time > at) {
        at = written.time;
        payload = written.payload;
      }
    }
    std::map<std::string, std::string> view;
    for (const auto& [row, version] : latest) {
      if (version.second) view.emplace(row, *version.second);
    }
    return view;
  }

  std::map<std::string, std::string> rows_of(TableId table) {
    const auto rows = open_rows(engine().snapshot(), table, {}, Moment::now());
    EXPECT_TRUE(rows);
    std::map<std::string, std::string> all;
    for ((*rows)->seek_to_first(); (*rows)->valid(); (*rows)->next()) {
      all.emplace((*rows)->row_bytes(), (*rows)->payload());
    }
    EXPECT_TRUE((*rows)->status());
    return all;
  }

  std::shared_ptr<Floors> floors_ = std::make_shared<Floors>();
  std::unique_ptr<engine::testing::EngineHarness> harness_ =
      GetParam().make(Floors::rules(floors_));
  std::unique_ptr<WindowKeeper> windows_;
  std::mutex mutex_;
  std::vector<Written> log_;
};

TEST_P(RestoreTest, WhileWritersGoOnEveryRestoreIsTheTableAtItsMoment) {
  SCOPED_TRACE("QUONDAM_SEED=" + std::to_string(engine::testing::test_seed()));
  std::atomic<bool> stop = false;
  std::atomic<int> writes = 0;
  std::vector<std::jthread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      std::mt19937_64 random(engine::testing::test_seed() + static_cast<std::uint64_t>(w));
      for (int i = 0; !stop; ++i) {
        const auto payload = std::to_string(w) + "/" + std::to_string(i);
        write(static_cast<int>(random() % kRows),
              random() % 4 == 0 ? std::nullopt : std::optional(payload));
        ++writes;
      }
    });
  }
  const auto more_writes = [&](int count) {
    const int until = writes + count;
    while (writes < until) std::this_thread::yield();
  };

  struct Restored {
    CommitTime at = 0;
    std::map<std::string, std::string> rows;
  };
  std::vector<Restored> restored;
  TableId target = kTable + 1;
  for (int round = 0; round < 6; ++round) {
    for (const RestorePlan::Way way : {RestorePlan::Way::clone, RestorePlan::Way::build}) {
      more_writes(40);
      const auto at = engine().safe_time();
      ASSERT_TRUE(at);
      if (round % 2 == 1) more_writes(40);
      auto pin = windows_->pin(kTable, *at);
      ASSERT_TRUE(pin);
      const auto report = restore(engine(), kTable, target, *at, *pin, {.way = way},
                                  {.partition_of = partition_of, .own_rows = {}, .derive = {}});
      ASSERT_TRUE(report) << report.error().message;
      restored.push_back({*at, rows_of(target)});
      ASSERT_TRUE(engine().drop_space(target++));
    }
  }
  stop = true;
  writers.clear();
  for (const Restored& restore : restored)
    EXPECT_EQ(restore.rows, model_at(restore.at)) << "at " << restore.at;
}

TEST_P(RestoreTest, ASmallTableIsBuiltAndALargeOneWithFewChangesIsCloned) {
  for (int row = 0; row < kRows; ++row) write(row, "small");
  const auto small = plan_restore(engine(), kTable, *engine().safe_time());
  ASSERT_TRUE(small);
  EXPECT_EQ(small->way, RestorePlan::Way::build);

  constexpr TableId kLarge = kTable + 1;
  constexpr int kLargeRows = 60'000;
  ASSERT_TRUE(engine().create_space(kLarge));
  for (int first = 0; first < kLargeRows; first += 2'000) {
    const engine::Key guard{kLarge, 0, "guard"};
    ASSERT_TRUE(engine().transact({.exclusive = {guard}, .shared = {}},
                                  [&](engine::Transaction& transaction) -> Result<void> {
                                    for (int n = first; n < first + 2'000; ++n) {
                                      transaction.put({kLarge, 0, "row" + std::to_string(n)},
                                                      encode_version(transaction.time(), "large"));
                                    }
                                    return {};
                                  }));
  }
  const auto large = plan_restore(engine(), kLarge, *engine().safe_time());
  ASSERT_TRUE(large);
  EXPECT_EQ(large->way, RestorePlan::Way::clone);
}

INSTANTIATE_TEST_SUITE_P(Engines, RestoreTest, testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::timeline
