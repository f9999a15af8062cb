// Weeks in seconds: random work, settings, restarts, power cuts, restores, backups, deletions,
// rewinds and reverts of many tables on a manual clock, on every engine; sampled moments are
// compared with a plain model. QUONDAM_SEED repeats a run; QUONDAM_SIMULATED_SAMPLES makes it
// longer.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include "backup/backups.h"
#include "catalog/recovery_settings.h"
#include "catalog/restorable_window.h"
#include "catalog/testing/catalog_fixture.h"
#include "catalog/uuid.h"
#include "catalog/window_upkeep.h"
#include "engine/testing/test_seed.h"
#include "undo/undo_jobs.h"

namespace quondam {
namespace {

using catalog::CommitTime;
using catalog::Table;
using catalog::TablePtr;
using timeline::Moment;

constexpr int kKeys = 12;
constexpr std::uint64_t kSamples = 3'400;  // of each engine

std::uint64_t samples_wanted() {
  const char* more = std::getenv("QUONDAM_SIMULATED_SAMPLES");
  return more != nullptr ? std::strtoull(more, nullptr, 10) : kSamples;
}

using State = std::map<std::string, std::string>;
using StatePtr = std::shared_ptr<const State>;

// A table as the model holds it: what it was from each moment on.
struct Modelled {
  // From this moment on, and up to the one before the next begins to change it, it was this.
  struct Since {
    CommitTime from = 0;
    CommitTime until = 0;
    StatePtr state;
  };
  std::vector<Since> past;
  // Why moments before this cannot be chosen; nullopt: no recovery.
  std::optional<CommitTime> window_start;
  int period_days = catalog::PointInTimeRecovery::kDefaultPeriod_days;

  [[nodiscard]] const State& now() const { return *past.back().state; }
};

class SimulationTest : public catalog::testing::CatalogFixture {
 protected:
  void SetUp() override { start(); }
  void TearDown() override { stop(); }

  void start() {
    auto restores = backup::RestoreJobs::open(catalog());
    ASSERT_TRUE(restores);
    restores_ = *std::move(restores);
    auto undos = undo::UndoJobs::open(
        catalog(), clock(), [](const Table&, const std::string&) -> Result<undo::Selection> {
          return undo::Selection();
        });
    ASSERT_TRUE(undos);
    undos_ = *std::move(undos);
    upkeep_ = std::make_unique<catalog::WindowUpkeep>(catalog(), *time_);
  }
  void stop() {
    upkeep_.reset();
    undos_.reset();
    restores_.reset();
  }

  // ---- the model ----
  // The present state holds up to now: what comes next changes it.
  void hold_until_now(Modelled& table) { table.past.back().until = *engine().safe_time(); }
  void hold_all() {
    for (auto& [name, table] : tables_) hold_until_now(table);
  }
  void now_is(Modelled& table, State state) {
    own_commit();
    table.past.push_back({*engine().safe_time(), *engine().safe_time(),
                          std::make_shared<const State>(std::move(state))});
  }
  // What a background job has committed can be seen before safe_time has come to it; after a commit
  // of one's own it has.
  void own_commit() {
    const engine::Key key{engine::kCatalogSpace, 0, "simulation"};
    ASSERT_TRUE(engine().transact({.exclusive = {key}, .shared = {}},
                                  [&](engine::Transaction& transaction) -> Result<void> {
                                    transaction.put(key, timeline::encode_version(0, ""));
                                    return {};
                                  }));
  }
  std::uint64_t random(std::uint64_t below) { return random_() % below; }
  std::map<std::string, Modelled>::iterator any_table() {
    auto it = tables_.begin();
    std::advance(it, static_cast<std::ptrdiff_t>(random(tables_.size())));
    return it;
  }
  std::string new_name() { return "t" + std::to_string(++names_); }
  // A moment of the table's window at which the model knows it; nullopt: it has none.
  struct Known {
    CommitTime at = 0;
    StatePtr state;
  };
  std::optional<Known> known_moment(const Modelled& table,
                                    const catalog::RestorableWindow& window) {
    for (int tries = 0; tries < 20; ++tries) {
      const Modelled::Since& since = table.past[random(table.past.size())];
      if (since.until < since.from) continue;
      const CommitTime at = since.from + random(since.until - since.from + 1);
      if (at >= window.history_from && at <= window.latest) return Known{at, since.state};
    }
    return std::nullopt;
  }

  // ---- what happens ----
  void make() {
    const std::string name = new_name();
    make_table(name);
    now_is(tables_[name], {});
  }
  void write() {
    const auto it = any_table();
    const TablePtr table = catalog().find(it->first);
    State state = it->second.now();
    // Each key once, so that the model sees every change in its states.
    std::set<std::string> keys;
    for (std::uint64_t i = 0; i <= random(6); ++i) keys.insert("k" + std::to_string(random(kKeys)));
    for (const std::string& key : keys) {
      if (random(4) == 0) {
        ASSERT_TRUE(remove(table, key));
        state.erase(row(table, key).bytes);
      } else {
        const item::AttributeValue value(std::to_string(random_()));
        ASSERT_TRUE(put(table, key, value));
        state[row(table, key).bytes] = item::encode_item({{"PK", key}, {"value", value}});
      }
    }
    now_is(it->second, std::move(state));
  }
  void set_recovery() {
    const auto it = any_table();
    const TablePtr table = catalog().find(it->first);
    Modelled& model = it->second;
    const bool enabled = random(5) != 0;
    const std::optional<int> days =
        random(2) == 0 ? std::nullopt : std::optional(1 + static_cast<int>(random(35)));
    CommitTime at = 0;
    const auto updated = catalog().update(
        table->name, table->id, who_, [&](Table& record, CommitTime now) -> Result<void> {
          catalog::set_recovery(record, enabled, enabled ? days : std::nullopt, now);
          at = now;
          return {};
        });
    ASSERT_TRUE(updated);
    if (!enabled) {
      model.window_start.reset();
    } else if (!model.window_start) {
      model.window_start = at;
      model.period_days = days.value_or(catalog::PointInTimeRecovery::kDefaultPeriod_days);
    } else {
      const CommitTime passed = at - static_cast<Micros>(model.period_days) * kMicrosPerDay;
      model.window_start = std::max(*model.window_start, passed);
      model.period_days = days.value_or(model.period_days);
    }
    now_is(model, State(model.now()));
  }
  void restore() {
    const auto it = any_table();
    const TablePtr source = catalog().find(it->first);
    const auto window = catalog::restorable_window(*source, *engine().safe_time());
    if (!window) return;
    const auto known = known_moment(it->second, *window);
    if (known) restore_from({source, nullptr, known->at}, known->state);
  }
  void restore_from(const backup::RestoreSource& source, const StatePtr& expected) {
    Table target;
    target.name = new_name();
    target.uuid = catalog::new_uuid();
    target.created_us = clock().wall_us();
    target.keys = source.table->keys;
    const std::string name = target.name;
    ASSERT_TRUE(restores_->start(source, std::move(target), who_));
    // Now and then the power fails before it is done.
    if (random(6) == 0) cut();
    while (catalog().find(name)->status != catalog::TableStatus::active) std::this_thread::yield();
    ASSERT_EQ(view(catalog().find(name), Moment::now()), *expected);
    now_is(tables_[name], State(*expected));
  }
  void back_up() {
    const auto it = any_table();
    const TablePtr table = catalog().find(it->first);
    const auto made = backup::create_backup(
        catalog(), *restores_, {.table = table, .name = "b", .now_us = clock().wall_us()}, who_);
    ASSERT_TRUE(made) << made.error().message;
    backups_.emplace((*made)->id, it->second.past.back().state);
  }
  void restore_backup() {
    if (backups_.empty()) return;
    auto it = backups_.begin();
    std::advance(it, static_cast<std::ptrdiff_t>(random(backups_.size())));
    const catalog::BackupPtr kept = catalog().find_backup(it->first);
    ASSERT_NE(kept, nullptr);
    restore_from({TablePtr(kept, &kept->table), kept, kept->at}, it->second);
    if (random(2) != 0) return;
    ASSERT_TRUE(catalog().remove_backup(it->first, who_));
    backups_.erase(it);
  }
  void remove_table() {
    if (tables_.size() < 3) return;
    const auto it = any_table();
    const auto removed =
        catalog().remove(it->first, who_, [](const Table&) { return Result<void>(); });
    ASSERT_TRUE(removed);
    if (it->second.window_start) deleted_.emplace((*removed)->id, it->second);
    tables_.erase(it);
  }
  void restore_deleted() {
    for (const catalog::BackupPtr& kept : catalog().backups()) {
      const auto model = deleted_.find(kept->space);
      if (kept->type != catalog::Backup::Type::system || random(3) != 0) continue;
      ASSERT_NE(model, deleted_.end());
      const auto window = catalog::restorable_window(kept->table, kept->at);
      ASSERT_TRUE(window);
      const auto known = known_moment(model->second, *window);
      if (known) restore_from({TablePtr(kept, &kept->table), kept, known->at}, known->state);
      return;
    }
  }
  // Rewinds to a moment; or reverts what was done between two of them.
  void undo_in_place() {
    const auto it = any_table();
    Modelled& model = it->second;
    const TablePtr table = catalog().find(it->first);
    const CommitTime now = *engine().safe_time();
    const auto window = catalog::restorable_window(*table, now);
    if (!window) return;
    const auto from = known_moment(model, *window);
    if (!from) return;
    undo::Undo order;
    order.table_name = table->name;
    order.table_id = table->id;
    order.who = {"operator", "RewindTable"};
    order.span = {.from = from->at, .to = now};
    State expected = *from->state;
    if (random(2) == 0) {
      const auto to = known_moment(model, *window);
      if (!to || to->at < from->at) return;
      order.span.to = to->at;
      expected = reverted(model, from->at, *from->state, to->at);
    }
    const auto started = undos_->start(table, order);
    ASSERT_TRUE(started) << started.error().message;
    if (random(6) == 0) cut();
    while (true) {
      const auto found = undo::find_undo(engine(), started->id);
      ASSERT_TRUE(found && *found);
      ASSERT_NE((*found)->status, undo::Status::failed) << (*found)->message;
      if ((*found)->status == undo::Status::completed) break;
      std::this_thread::yield();
    }
    ASSERT_EQ(view(catalog().find(it->first), Moment::now()), expected);
    now_is(model, std::move(expected));
  }
  // Keys that changed in the span and not since become what they were.
  State reverted(const Modelled& model, CommitTime from, const State& before, CommitTime to) {
    State result = model.now();
    std::set<std::string> keys;
    for (const auto& since : model.past) {
      for (const auto& [key, value] : *since.state) keys.insert(key);
    }
    for (const std::string& key : keys) {
      const auto value_in = [&](const State& state) -> std::optional<std::string> {
        const auto found = state.find(key);
        return found == state.end() ? std::nullopt : std::optional(found->second);
      };
      // Values are never written twice, but an undo can bring one back; so changes are told by
      // comparing each state with the next one.
      bool in_span = false;
      bool later = false;
      for (std::size_t i = 1; i < model.past.size(); ++i) {
        if (value_in(*model.past[i].state) == value_in(*model.past[i - 1].state)) continue;
        const CommitTime at = model.past[i].from;
        if (at > from && at <= to) in_span = true;
        if (at > to) later = true;
      }
      if (!in_span || later) continue;
      const auto was = value_in(before);
      if (was) {
        result[key] = *was;
      } else {
        result.erase(key);
      }
    }
    return result;
  }
  void cut() {
    stop();
    power_cut();
    start();
  }
  void restart() {
    stop();
    close();
    harness_->restart();
    open();
    start();
  }
  void pass_time() {
    clock().advance(random(3) == 0 ? random(4 * kMicrosPerDay)
                                   : kMicrosPerSecond + random(3600 * kMicrosPerSecond));
    ASSERT_TRUE(upkeep_->step());
    // A deleted table's 35 days may be over.
    for (auto it = deleted_.begin(); it != deleted_.end();) {
      const bool kept = std::ranges::any_of(
          catalog().backups(), [&](const auto& one) { return one->space == it->first; });
      it = kept ? std::next(it) : deleted_.erase(it);
    }
  }

  // ---- the comparison ----
  void sample() {
    const auto it = any_table();
    const Modelled& model = it->second;
    const TablePtr table = catalog().find(it->first);
    ASSERT_NE(table, nullptr);
    ASSERT_EQ(view(table, Moment::now()), model.now());
    const CommitTime now = *engine().safe_time();
    const auto window = catalog::restorable_window(*table, now);
    ASSERT_EQ(window.has_value(), model.window_start.has_value());
    if (!window) return;
    const Micros period_us = static_cast<Micros>(model.period_days) * kMicrosPerDay;
    ASSERT_EQ(window->earliest, std::max(*model.window_start, now - period_us));
    for (int i = 0; i < 8; ++i) {
      const auto known = known_moment(model, *window);
      if (!known) return;
      auto pin = windows_->pin(table->id, known->at);
      ASSERT_TRUE(pin) << pin.error().message;
      ASSERT_EQ(view(table, Moment::past(known->at)), *known->state) << "at " << known->at;
      ++samples_;
    }
  }

  void act() {
    hold_all();
    switch (random(16)) {
      case 0:
        if (tables_.size() < 8) make();
        break;
      case 1:
        return set_recovery();
      case 2:
        return restore();
      case 3:
        return undo_in_place();
      case 4:
        if (random(4) == 0) back_up();
        break;
      case 5:
        if (random(3) == 0) restore_backup();
        break;
      case 6:
        if (tables_.size() > 6 || random(6) == 0) remove_table();
        break;
      case 7:
        if (random(3) == 0) restore_deleted();
        break;
      case 8:
        if (random(8) == 0) random(2) == 0 ? cut() : restart();
        break;
      case 9:
      case 10:
        return pass_time();
      default:
        return write();
    }
  }

  std::unique_ptr<backup::RestoreJobs> restores_;
  std::unique_ptr<undo::UndoJobs> undos_;
  std::unique_ptr<catalog::WindowUpkeep> upkeep_;
  std::map<std::string, Modelled> tables_;
  std::map<timeline::TableId, Modelled> deleted_;
  std::map<std::string, StatePtr> backups_;
  std::mt19937_64 random_{engine::testing::test_seed()};
  std::uint64_t samples_ = 0;
  int names_ = 0;
};

TEST_P(SimulationTest, EverySampledMomentIsWhatTheModelHeld) {
  SCOPED_TRACE("QUONDAM_SEED=" + std::to_string(engine::testing::test_seed()));
  const Micros began = clock().wall_us();
  make();
  set_recovery();
  while (samples_ < samples_wanted()) {
    ASSERT_NO_FATAL_FAILURE(act());
    hold_all();
    ASSERT_NO_FATAL_FAILURE(sample());
  }
  const Micros days = (clock().wall_us() - began) / kMicrosPerDay;
  RecordProperty("days", static_cast<int>(days));
  RecordProperty("samples", static_cast<int>(samples_));
  EXPECT_GT(days, 14U);
}

INSTANTIATE_TEST_SUITE_P(Engines, SimulationTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam
