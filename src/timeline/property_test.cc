// The timeline against a plain model: a full log of every row's versions. Random puts, overwrites,
// deletes, re-inserts, transactions over several rows and tables, recording turned off and on,
// floors raised, restarts, power cuts and clock steps, on every engine; then every row is compared
// at every commit time and just before and after it, and whole views in both directions. The rows
// that follow from others, as the entries of indexes do, are those of the own rows of every view.
//
// QUONDAM_SEED repeats a run; the seed is in every failure message.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "engine/testing/engine_harness.h"
#include "engine/testing/test_seed.h"
#include "timeline/changes.h"
#include "timeline/restore.h"
#include "timeline/view.h"
#include "timeline/writer.h"

namespace quondam::timeline {
namespace {

using engine::testing::EngineHarness;
using engine::testing::EngineKind;

constexpr std::array<TableId, 2> kTables{engine::kFirstFreeSpace, engine::kFirstFreeSpace + 1};
constexpr int kRows = 12;

RowKey row_of(int n) {
  // Keys that are prefixes of each other and hold zero bytes: what a terminator has to keep apart.
  static const std::array<std::string, kRows> kBytes{
      std::string("a"),        std::string("ab"),         std::string("a\0", 2),
      std::string("a\0\0", 3), std::string("a\0\x01", 3), std::string("a\xFF"),
      std::string("b"),        std::string("\0", 1),      std::string("\0\0", 2),
      std::string("\xFF\xFF"), std::string("abc"),        std::string("zz\0z", 4)};
  return {static_cast<engine::Partition>(n % 5), "0" + kBytes[static_cast<std::size_t>(n)]};
}

// Rows that stand for themselves begin with 0, those that follow from them with 1.
const RowRange kOwnRows{"0", "1", std::nullopt};
const RowRange kDerivedRows{"1", "", std::nullopt};

// What follows from a row, as the entries of two indexes would: one that moves with every third
// payload and changes with every second, and one that only some rows have.
std::vector<DerivedRow> derive(const RowKey& row, std::string_view payload) {
  const std::uint64_t number = std::stoull(std::string(payload.substr(1)));
  std::vector<DerivedRow> derived;
  const std::uint64_t place = number / 3 % 4;
  derived.push_back(
      {{place, "10" + std::to_string(place) + row.bytes}, "half" + std::to_string(number / 2)});
  if (number % 2 == 0) derived.push_back({{row.partition, "11" + row.bytes}, "even"});
  return derived;
}

engine::Partition partition_of(std::string_view bytes) {
  for (int n = 0; n < kRows; ++n) {
    if (row_of(n).bytes == bytes) return row_of(n).partition;
  }
  ADD_FAILURE() << "a row nobody wrote";
  return 0;
}

// What one table went through.
struct ModelTable {
  struct Written {
    CommitTime time;
    std::optional<std::string> payload;
  };
  std::map<std::string, std::vector<Written>> rows;
  bool recording = false;
  CommitTime complete_since = 0;  // history is unbroken from here on, while recording

  [[nodiscard]] std::optional<std::string> at(const std::string& row, CommitTime time) const {
    std::optional<std::string> value;
    if (const auto found = rows.find(row); found != rows.end()) {
      for (const Written& written : found->second) {
        if (written.time <= time) value = written.payload;
      }
    }
    return value;
  }
  [[nodiscard]] std::map<std::string, std::string> view_at(CommitTime time) const {
    std::map<std::string, std::string> view;
    for (const auto& [row, log] : rows) {
      if (auto value = at(row, time)) view.emplace(row, *value);
    }
    return view;
  }
};

class RandomRun {
 public:
  RandomRun(const EngineKind& kind, std::uint64_t seed)
      : random_(seed), harness_(kind.make(Floors::rules(floors_))) {
    open();
    for (const TableId table : kTables) EXPECT_TRUE(engine().create_space(table));
  }

  void random_step() {
    switch (pick(40)) {
      case 0:
        toggle_recording();
        break;
      case 1:
        raise_floor();
        break;
      case 2:
        reopen([&] { harness_->restart(); });
        break;
      case 3:
        reopen([&] { harness_->power_cut(); });
        break;
      case 4:
        harness_->clock().step_wall_to(harness_->clock().wall_us() - pick(3 * kMicrosPerSecond));
        break;
      case 5:
        harness_->clock().advance(pick(5 * kMicrosPerSecond));
        break;
      case 6:
        served_.push_back(safe_time());
        break;
      case 7:
        EXPECT_TRUE(engine().reclaim(engine::kHistorySpace));
        EXPECT_TRUE(engine().reclaim(engine::kChangesSpace));
        break;
      case 8:
        check_restore();
        break;
      default:
        harness_->clock().advance(pick(2));
        write();
    }
  }

  void check_everything() {
    const auto snapshot = engine().snapshot();
    for (std::size_t t = 0; t < kTables.size(); ++t) {
      for (const CommitTime time : interesting_times(model_[t])) check_moment(*snapshot, t, time);
      check_view(snapshot, t, Moment::now(), model_[t].view_at(~CommitTime{0}));
      check_changes(snapshot, t);
    }
  }

 private:
  engine::Engine& engine() { return harness_->engine(); }
  std::uint64_t pick(std::uint64_t below) {
    return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(random_);
  }

  void open() {
    auto opened = WindowKeeper::open(engine(), floors_);
    ASSERT_TRUE(opened);
    windows_ = *std::move(opened);
  }

  template <typename Stop>
  void reopen(const Stop& stop) {
    windows_.reset();
    stop();
    open();
  }

  CommitTime safe_time() {
    const auto safe = engine().safe_time();
    EXPECT_TRUE(safe);
    return *safe;
  }

  static engine::Key settings_key(TableId table) {
    return {engine::kCatalogSpace, 0, "settings/" + std::to_string(table)};
  }

  void write() {
    struct Intent {
      std::size_t table;
      int row;
      bool erase;
    };
    std::map<std::pair<std::size_t, int>, Intent> intents;
    const std::uint64_t count = 1 + pick(3);
    for (std::uint64_t i = 0; i < count; ++i) {
      const Intent intent{pick(kTables.size()), static_cast<int>(pick(kRows)), pick(3) == 0};
      intents[{intent.table, intent.row}] = intent;
    }
    engine::Declared declared;
    for (const TableId table : kTables) declared.shared.push_back(settings_key(table));
    for (const auto& [key, intent] : intents)
      declared.exclusive.push_back(state_key(kTables[intent.table], row_of(intent.row)));

    const std::string payload = "v" + std::to_string(++payloads_);
    std::vector<std::pair<Intent, bool>> written;  // and whether the row was there
    const auto committed =
        engine().transact(declared, [&](engine::Transaction& transaction) -> Result<void> {
          written.clear();
          Writer writer(engine(), transaction, {"caller", "Operation"});
          for (const auto& [key, intent] : intents) {
            const TableId table = kTables[intent.table];
            QUONDAM_ASSIGN(const auto recording, transaction.get(settings_key(table)));
            QUONDAM_ASSIGN(const auto previous, writer.read(table, row_of(intent.row)));
            if (intent.erase && !previous) continue;
            written.emplace_back(intent, previous.has_value());
            if (intent.erase) {
              writer.erase(table, recording == "on", row_of(intent.row), *previous);
            } else {
              writer.put(table, recording == "on", row_of(intent.row), previous, payload);
            }
            const RowKey row = row_of(intent.row);
            QUONDAM_TRY(writer.replace_derived(
                table, recording == "on",
                previous ? derive(row, previous->payload) : std::vector<DerivedRow>(),
                intent.erase ? std::vector<DerivedRow>() : derive(row, payload)));
          }
          return {};
        });
    ASSERT_TRUE(committed) << committed.error().message;
    for (const CommitTime served : served_)
      ASSERT_GT(*committed, served) << "a commit before a moment already served";
    for (const auto& [intent, existed] : written) {
      ModelTable& table = model_[intent.table];
      const std::string row = row_of(intent.row).bytes;
      ASSERT_EQ(table.at(row, ~CommitTime{0}).has_value(), existed);
      table.rows[row].push_back({*committed, intent.erase ? std::nullopt : std::optional(payload)});
    }
  }

  void toggle_recording() {
    const std::size_t t = pick(kTables.size());
    const bool on = !model_[t].recording;
    const engine::Key key = settings_key(kTables[t]);
    const auto committed = engine().transact({.exclusive = {key}, .shared = {}},
                                             [&](engine::Transaction& transaction) -> Result<void> {
                                               transaction.put(key, on ? "on" : "off");
                                               return {};
                                             });
    ASSERT_TRUE(committed);
    model_[t].recording = on;
    model_[t].complete_since = *committed;
  }

  void raise_floor() {
    const std::size_t t = pick(kTables.size());
    if (!model_[t].recording) return;
    const auto times = interesting_times(model_[t]);
    if (times.empty()) return;
    const auto reached = windows_->advance(kTables[t], times[pick(times.size())]);
    ASSERT_TRUE(reached);
  }

  // The moments at which the table's past is promised: from the beginning of its history or its
  // floor to safe_time.
  std::vector<CommitTime> interesting_times(const ModelTable& table) {
    if (!table.recording) return {};
    const auto index = static_cast<std::size_t>(&table - model_.data());
    const CommitTime from = std::max(table.complete_since, windows_->floor(kTables[index]));
    const CommitTime to = safe_time();
    std::set<CommitTime> times{from, to};
    for (const auto& [row, log] : table.rows) {
      for (const auto& written : log) {
        for (const CommitTime time : {written.time - 1, written.time, written.time + 1}) {
          if (time >= from && time <= to) times.insert(time);
        }
      }
    }
    return {times.begin(), times.end()};
  }

  void check_moment(const engine::Snapshot& snapshot, std::size_t t, CommitTime time) {
    for (int n = 0; n < kRows; ++n) {
      const auto version = read_row(snapshot, kTables[t], row_of(n), Moment::past(time));
      ASSERT_TRUE(version) << version.error().message;
      const auto expected = model_[t].at(row_of(n).bytes, time);
      ASSERT_EQ(version->has_value(), expected.has_value())
          << "table " << t << " row " << n << " at " << time;
      if (expected) {
        ASSERT_EQ((*version)->payload, *expected)
            << "table " << t << " row " << n << " at " << time;
      }
    }
    if (pick(8) == 0)
      check_view(engine().snapshot(), t, Moment::past(time), model_[t].view_at(time));
  }

  void check_view(const std::shared_ptr<const engine::Snapshot>& snapshot, std::size_t t,
                  Moment moment, const std::map<std::string, std::string>& expected) {
    const auto rows = open_rows(snapshot, kTables[t], kOwnRows, moment);
    ASSERT_TRUE(rows);
    RowCursor& cursor = **rows;
    std::map<std::string, std::string> forward;
    for (cursor.seek_to_first(); cursor.valid(); cursor.next()) {
      ASSERT_TRUE(forward.emplace(cursor.row_bytes(), cursor.payload()).second)
          << "a row came twice";
    }
    ASSERT_TRUE(cursor.status());
    ASSERT_EQ(forward, expected);
    std::map<std::string, std::string> backward;
    for (cursor.seek_to_last(); cursor.valid(); cursor.prev()) {
      ASSERT_TRUE(backward.emplace(cursor.row_bytes(), cursor.payload()).second)
          << "a row came twice";
    }
    ASSERT_EQ(backward, expected);
    ASSERT_EQ(all_of(snapshot, kTables[t], kDerivedRows, moment), derived_from(expected));
    // From each row, in and against the direction.
    for (int n = 0; n < kRows; ++n) {
      const std::string bytes = row_of(n).bytes;
      cursor.seek(bytes);
      auto at = expected.lower_bound(bytes);
      ASSERT_EQ(cursor.valid(), at != expected.end());
      if (cursor.valid()) {
        ASSERT_EQ(cursor.row_bytes(), at->first);
        cursor.prev();
        ASSERT_EQ(cursor.valid(), at != expected.begin());
        if (cursor.valid()) {
          ASSERT_EQ(cursor.row_bytes(), std::prev(at)->first);
        }
      }
      cursor.seek_for_prev(bytes);
      at = expected.upper_bound(bytes);
      ASSERT_EQ(cursor.valid(), at != expected.begin());
      if (cursor.valid()) {
        ASSERT_EQ(cursor.row_bytes(), std::prev(at)->first);
        cursor.next();
        ASSERT_EQ(cursor.valid(), at != expected.end());
        if (cursor.valid()) {
          ASSERT_EQ(cursor.row_bytes(), at->first);
        }
      }
    }
  }

  static std::map<std::string, std::string> all_of(
      const std::shared_ptr<const engine::Snapshot>& snapshot, TableId table, const RowRange& range,
      Moment moment) {
    const auto rows = open_rows(snapshot, table, range, moment);
    EXPECT_TRUE(rows);
    std::map<std::string, std::string> all;
    for ((*rows)->seek_to_first(); (*rows)->valid(); (*rows)->next())
      all.emplace((*rows)->row_bytes(), (*rows)->payload());
    EXPECT_TRUE((*rows)->status());
    return all;
  }

  static std::map<std::string, std::string> derived_from(
      const std::map<std::string, std::string>& own) {
    std::map<std::string, std::string> all;
    for (const auto& [bytes, payload] : own) {
      for (const DerivedRow& one : derive({partition_of(bytes), bytes}, payload))
        all.emplace(one.row.bytes, one.payload);
    }
    return all;
  }

  void check_changes(const std::shared_ptr<const engine::Snapshot>& snapshot, std::size_t t) {
    const ModelTable& table = model_[t];
    if (!table.recording) return;
    const CommitTime after = std::max(table.complete_since, windows_->floor(kTables[t]));
    std::multiset<std::pair<CommitTime, std::string>> expected;
    for (const auto& [row, log] : table.rows) {
      for (const auto& written : log) {
        if (written.time > after) expected.emplace(written.time, row);
      }
    }
    auto changes = ChangeCursor::open(engine(), snapshot, kTables[t], after);
    ASSERT_TRUE(changes);
    std::multiset<std::pair<CommitTime, std::string>> seen;
    CommitTime last = 0;
    while (true) {
      const auto change = changes->next();
      ASSERT_TRUE(change) << change.error().message;
      if (!*change) break;
      ASSERT_GE((*change)->time, last);
      last = (*change)->time;
      seen.emplace((*change)->time, (*change)->row.bytes);
    }
    ASSERT_EQ(seen, expected);
  }

  // Both ways of restoring give the view at T.
  void check_restore() {
    const std::size_t t = pick(kTables.size());
    const auto times = interesting_times(model_[t]);
    if (times.empty()) return;
    const CommitTime time = times[pick(times.size())];
    auto pin = windows_->pin(kTables[t], time);
    ASSERT_TRUE(pin);
    const TableId target = next_space_++;
    const RestorePlan plan{.way = pick(2) == 0 ? RestorePlan::Way::clone : RestorePlan::Way::build};
    const RowRules rules{.partition_of = partition_of,
                         .own_rows = kOwnRows,
                         .derive = [](const RowKey& row, std::string_view payload)
                             -> Result<std::vector<DerivedRow>> { return derive(row, payload); }};
    const auto report = restore(engine(), kTables[t], target, time, *pin, plan, rules);
    ASSERT_TRUE(report) << report.error().message;
    const auto expected = model_[t].view_at(time);
    ASSERT_EQ(all_of(engine().snapshot(), target, kOwnRows, Moment::now()), expected)
        << "restored to " << time;
    ASSERT_EQ(all_of(engine().snapshot(), target, kDerivedRows, Moment::now()),
              derived_from(expected))
        << "restored to " << time;
    ASSERT_TRUE(engine().drop_space(target));
  }

  std::mt19937_64 random_;
  std::shared_ptr<Floors> floors_ = std::make_shared<Floors>();
  std::unique_ptr<EngineHarness> harness_;
  std::unique_ptr<WindowKeeper> windows_;
  std::array<ModelTable, 2> model_;
  std::vector<CommitTime> served_;
  std::uint64_t payloads_ = 0;
  TableId next_space_ = engine::kFirstFreeSpace + 10;
};

class TimelineProperty : public testing::TestWithParam<EngineKind> {};

TEST_P(TimelineProperty, EveryRowAtEveryMomentIsWhatTheModelSays) {
  const bool fixed = std::getenv("QUONDAM_SEED") != nullptr;
  const std::uint64_t first = engine::testing::test_seed();
  const char* runs_wanted = std::getenv("QUONDAM_RUNS");
  const int runs_by_default = GetParam().name == "rocksdb" ? 12 : 60;
  const int runs = fixed ? 1 : runs_wanted != nullptr ? std::atoi(runs_wanted) : runs_by_default;
  for (int i = 0; i < runs && !HasFailure(); ++i) {
    const std::uint64_t seed = first + static_cast<std::uint64_t>(i);
    SCOPED_TRACE("repeat with QUONDAM_SEED=" + std::to_string(seed));
    RandomRun run(GetParam(), seed);
    for (int step = 0; step < 200 && !HasFailure(); ++step) run.random_step();
    if (!HasFailure()) run.check_everything();
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, TimelineProperty,
                         testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::timeline
