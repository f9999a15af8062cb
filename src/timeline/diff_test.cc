// Differences and undos against a plain log of what was done, on every engine: random writes by two
// callers, random spans and filters.

#include "timeline/diff.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <set>

#include "engine/testing/engine_harness.h"
#include "engine/testing/test_seed.h"
#include "timeline/undo.h"
#include "timeline/window.h"
#include "timeline/writer.h"

namespace quondam::timeline {
namespace {

using engine::testing::EngineKind;

constexpr TableId kTable = engine::kFirstFreeSpace;
constexpr int kRows = 9;
constexpr int kWrites = 150;

RowKey row_of(int n) {
  return {static_cast<engine::Partition>(n % 3), "row" + std::to_string(n)};
}

struct Done {
  CommitTime time = 0;
  int row = 0;
  std::optional<std::string> payload;
  std::string caller;
};

// What the log says of one row.
class Model {
 public:
  Model(const std::vector<Done>& log, int row) {
    for (const Done& done : log) {
      if (done.row == row) log_.push_back(done);
    }
  }
  [[nodiscard]] std::optional<std::string> at(CommitTime time) const {
    std::optional<std::string> value;
    for (const Done& done : log_) {
      if (done.time <= time) value = done.payload;
    }
    return value;
  }
  [[nodiscard]] std::vector<Done> changes(Span span, const std::string& caller) const {
    std::vector<Done> found;
    for (const Done& done : log_) {
      if (done.time > span.from && done.time <= span.to &&
          (caller.empty() || caller == done.caller))
        found.push_back(done);
    }
    return found;
  }
  [[nodiscard]] const std::vector<Done>& all() const { return log_; }

 private:
  std::vector<Done> log_;
};

std::optional<std::string> payload_of(const std::optional<Version>& version) {
  return version ? std::optional(version->payload) : std::nullopt;
}

class DiffTest : public testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(engine().create_space(kTable));
    for (int i = 0; i < kWrites; ++i) write_at_random();
    safe_ = *engine().safe_time();
  }
  engine::Engine& engine() { return harness_->engine(); }

  // One to three rows in one commit.
  void write_at_random() {
    std::map<int, std::optional<std::string>> rows;
    const int count = 1 + static_cast<int>(random_() % 3);
    for (int i = 0; i < count; ++i) {
      rows[static_cast<int>(random_() % kRows)] =
          random_() % 4 == 0 ? std::nullopt : std::optional(std::to_string(random_() % 5));
    }
    const std::string caller = random_() % 3 == 0 ? "other" : "script";
    std::vector<Done> written;
    engine::Declared declared;
    for (const auto& [row, payload] : rows)
      declared.exclusive.push_back(state_key(kTable, row_of(row)));
    const auto committed =
        engine().transact(declared, [&](engine::Transaction& transaction) -> Result<void> {
          written.clear();
          Writer writer(engine(), transaction, {.caller = caller, .operation = "PutItem"});
          for (const auto& [row, payload] : rows) {
            QUONDAM_ASSIGN(const auto previous, writer.read(kTable, row_of(row)));
            if (payload) {
              writer.put(kTable, true, row_of(row), previous, *payload);
            } else if (previous) {
              writer.erase(kTable, true, row_of(row), *previous);
            } else {
              continue;
            }
            written.push_back({transaction.time(), row, payload, caller});
          }
          return {};
        });
    ASSERT_TRUE(committed);
    log_.insert(log_.end(), written.begin(), written.end());
  }

  // A moment at or between commits.
  CommitTime moment() {
    const CommitTime time = log_[random_() % log_.size()].time;
    return std::min(safe_, time - 1 + random_() % 3);
  }
  Span span() {
    const CommitTime one = moment();
    const CommitTime other = moment();
    return {.from = std::min(one, other), .to = std::max(one, other)};
  }
  std::string caller() {
    static constexpr std::array<const char*, 3> kCallers{"", "script", "other"};
    return kCallers[random_() % kCallers.size()];
  }

  std::unique_ptr<engine::testing::EngineHarness> harness_ =
      GetParam().make(Floors::rules(std::make_shared<Floors>()));
  std::mt19937_64 random_{engine::testing::test_seed()};
  std::vector<Done> log_;
  CommitTime safe_ = 0;
};

TEST_P(DiffTest, TellsEachChangedRowOnceWithItsValuesAtBothMoments) {
  SCOPED_TRACE("QUONDAM_SEED=" + std::to_string(engine::testing::test_seed()));
  for (int round = 0; round < 60; ++round) {
    const Span asked = span();
    const ChangeFilter filter{.caller = caller(), .operation = {}, .rows = {}};
    std::map<std::string, Difference> found;
    DiffPosition position;
    CommitTime last = 0;
    // A new cursor now and then: a page ends wherever it likes.
    while (true) {
      auto cursor =
          DiffCursor::open(engine(), engine().snapshot(), kTable, asked, filter, position);
      ASSERT_TRUE(cursor) << cursor.error().message;
      std::optional<Difference> difference;
      for (std::uint64_t i = 0; i <= random_() % 4; ++i) {
        auto next = cursor->next();
        ASSERT_TRUE(next) << next.error().message;
        difference = *std::move(next);
        if (!difference) break;
        EXPECT_GE(difference->last.time, last);
        last = difference->last.time;
        EXPECT_TRUE(found.emplace(difference->row.bytes, *difference).second);
      }
      if (!difference) break;
      position = cursor->position();
    }
    for (int row = 0; row < kRows; ++row) {
      const Model model(log_, row);
      const auto changes = model.changes(asked, filter.caller);
      const auto difference = found.find(row_of(row).bytes);
      ASSERT_EQ(difference != found.end(), !changes.empty()) << row;
      if (changes.empty()) continue;
      EXPECT_EQ(payload_of(difference->second.before), model.at(asked.from));
      EXPECT_EQ(payload_of(difference->second.after), model.at(asked.to));
      EXPECT_EQ(difference->second.last.time, changes.back().time);
      EXPECT_EQ(difference->second.last.who.caller, changes.back().caller);
    }
  }
}

TEST_P(DiffTest, OnlyTheRowsOfARange) {
  const ChangeFilter filter{.caller = {}, .operation = {}, .rows = {"row3", "row5", std::nullopt}};
  auto cursor = DiffCursor::open(engine(), engine().snapshot(), kTable, {0, safe_}, filter);
  ASSERT_TRUE(cursor);
  std::set<std::string> rows;
  while (auto difference = *cursor->next()) rows.insert(difference->row.bytes);
  EXPECT_EQ(rows, (std::set<std::string>{"row3", "row4"}));
}

TEST_P(DiffTest, UndoingGivesARowTheValueOfBeforeUnlessItWasChangedSince) {
  SCOPED_TRACE("QUONDAM_SEED=" + std::to_string(engine::testing::test_seed()));
  int puts = 0;
  int conflicts = 0;
  for (int round = 0; round < 200; ++round) {
    UndoOrder order{.span = span(), .filter = {.caller = caller(), .operation = {}, .rows = {}}};
    if (random_() % 4 == 0) order.span.to = safe_;
    order.force = random_() % 4 == 0;
    const int row = static_cast<int>(random_() % kRows);
    const auto step = undo_step(engine(), engine().snapshot(), kTable, row_of(row), order);
    ASSERT_TRUE(step) << step.error().message;

    const Model model(log_, row);
    const auto undone = model.changes(order.span, order.filter.caller);
    auto expected = UndoStep::Action::nothing;
    if (!undone.empty()) {
      const auto before = model.at(undone.front().time - 1);
      std::size_t after_first = 0;
      for (const Done& done : model.all()) after_first += done.time >= undone.front().time ? 1 : 0;
      const bool touched_since = after_first != undone.size();
      if (before == model.at(safe_)) {
        expected = UndoStep::Action::nothing;
      } else if (touched_since && !order.force) {
        expected = UndoStep::Action::conflict;
      } else {
        expected = before ? UndoStep::Action::put : UndoStep::Action::erase;
        if (before) {
          EXPECT_EQ(payload_of(step->target), before);
        }
      }
    }
    EXPECT_EQ(step->action, expected);
    EXPECT_EQ(payload_of(step->present), model.at(safe_));
    puts += expected == UndoStep::Action::put ? 1 : 0;
    conflicts += expected == UndoStep::Action::conflict ? 1 : 0;
  }
  EXPECT_GT(puts, 0);
  EXPECT_GT(conflicts, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, DiffTest, testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::timeline
