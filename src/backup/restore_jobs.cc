#include "backup/restore_jobs.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/thread_priority.h"
#include "catalog/index_entries.h"
#include "catalog/recovery_settings.h"
#include "item/keys.h"
#include "item/stored.h"

namespace quondam::backup {

namespace {

// Restores that are worked on side by side; the others wait.
constexpr int kWorkers = 4;

timeline::Who restore_service() {
  return {.caller = "", .operation = "RestoreTable"};
}

}  // namespace

timeline::RowRules rules_of(const catalog::TablePtr& target) {
  const item::KeyRange items = item::index_range(item::kTableIndex);
  timeline::RowRules rules{.partition_of = item::partition_of_key,
                           .own_rows = {items.begin, items.end, std::nullopt},
                           .derive = {}};
  if (target->indexes.empty()) return rules;
  rules.derive = [target](const timeline::RowKey&,
                          std::string_view payload) -> Result<std::vector<timeline::DerivedRow>> {
    QUONDAM_ASSIGN(const item::Item item, item::decode_item(payload));
    return catalog::index_entries(*target, item);
  };
  return rules;
}

Result<std::unique_ptr<RestoreJobs>> RestoreJobs::open(catalog::Catalog& catalog) {
  std::unique_ptr<RestoreJobs> jobs(new RestoreJobs(catalog));
  for (const catalog::TablePtr& table : catalog.list("", std::numeric_limits<std::size_t>::max())) {
    if (!table->being_restored()) continue;
    auto pin = jobs->pin_source(*table->restored_from);
    if (!pin) {
      // Only when the source lay unrestored for longer than its past was kept: there is nothing to
      // finish it with.
      spdlog::error("the unfinished restore of {} is given up: {}", table->name,
                    pin.error().message);
      QUONDAM_TRY(catalog.remove(table->name, restore_service(),
                                 [](const catalog::Table&) { return Result<void>(); }));
      continue;
    }
    jobs->hold(table->restored_from->source_id);
    ++jobs->unfinished_;
    jobs->targets_.insert(table->id);
    jobs->waiting_.push_back({table, *std::move(pin)});
  }
  for (int i = 0; i < kWorkers; ++i) {
    jobs->workers_.emplace_back([raw = jobs.get()](const std::stop_token& stop) {
      give_way_to_requests();
      raw->run(stop);
    });
  }
  return jobs;
}

RestoreJobs::~RestoreJobs() {
  for (std::jthread& worker : workers_) worker.request_stop();
  workers_.clear();
}

// Without its history since then, or all of it, the source cannot be restored.
Result<timeline::Pin> RestoreJobs::pin_source(const catalog::RestoreOrigin& origin) const {
  const catalog::TablePtr source = catalog_.find(origin.source_table_name);
  if (source && source->id == origin.source_id && !catalog::records_since(*source, origin.at))
    return fail(ErrorCode::outside_window, "its source has stopped recording since");
  return catalog_.windows().pin(origin.source_id, origin.at);
}

void RestoreJobs::hold(timeline::TableId space) {
  const std::lock_guard lock(mutex_);
  held_.insert(space);
}

void RestoreJobs::let_go(timeline::TableId space) {
  const std::lock_guard lock(mutex_);
  held_.erase(held_.find(space));
}

bool RestoreJobs::reads_from(timeline::TableId space) const {
  const std::lock_guard lock(mutex_);
  return held_.contains(space);
}

bool RestoreJobs::works_on(timeline::TableId target) const {
  const std::lock_guard lock(mutex_);
  return targets_.contains(target);
}

Result<void> RestoreJobs::take_place() {
  const std::lock_guard lock(mutex_);
  if (unfinished_ >= kMostAtOnce) {
    return fail(ErrorCode::limit_exceeded,
                "Subscriber limit exceeded: There is a limit of 50 concurrent restores");
  }
  ++unfinished_;
  return {};
}

Result<catalog::TablePtr> RestoreJobs::start(const RestoreSource& source, catalog::Table target,
                                             const timeline::Who& who) {
  QUONDAM_TRY(take_place());
  hold(source.space());
  auto started = start_held(source, std::move(target), who);
  if (!started) {
    let_go(source.space());
    const std::lock_guard lock(mutex_);
    --unfinished_;
  }
  return started;
}

// The source is held in two ways before the job exists: its history by the pin, its state by the
// hold (who deletes it asks).
Result<catalog::TablePtr> RestoreJobs::start_held(const RestoreSource& source,
                                                  catalog::Table target, const timeline::Who& who) {
  QUONDAM_ASSIGN(timeline::Pin pin, catalog_.windows().pin(source.space(), source.at));
  if (!source.backup) {
    // From here on the source keeps up its indexes until the job has ended. Of those that were
    // planned for the target the ones that are on their way out, or not complete yet, are left out.
    const catalog::TablePtr present = catalog_.find(source.table->name);
    std::erase_if(target.indexes, [&](const catalog::Index& index) {
      const catalog::Index* kept = present ? present->find_index(index.name) : nullptr;
      return kept == nullptr || kept->number != index.number ||
             kept->status != catalog::Index::Status::active;
    });
  }
  target.id = catalog_.new_table_id();
  target.status = catalog::TableStatus::creating;
  target.restored_from = {.source_table_name = source.table->name,
                          .source_id = source.space(),
                          .backup_id = source.backup ? source.backup->id : "",
                          .at = source.at,
                          .in_progress = true};
  const timeline::TableId id = target.id;
  {
    // Before it is in the catalog, where it can be deleted.
    const std::lock_guard lock(mutex_);
    targets_.insert(id);
  }
  auto added = catalog_.add(std::move(target), who);
  const std::lock_guard lock(mutex_);
  if (!added) {
    targets_.erase(id);
    return added;
  }
  waiting_.push_back({*added, std::move(pin)});
  wake_.notify_one();
  return added;
}

void RestoreJobs::run(const std::stop_token& stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
      // Nothing new is begun on the way out.
      if (stop.stop_requested()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const auto began = std::chrono::steady_clock::now();
    const auto restored = perform(job);
    report(restored.has_value(), std::chrono::steady_clock::now() - began);
    if (!restored) leave(job, restored.error());
    let_go(job.target->restored_from->source_id);
    const std::lock_guard lock(mutex_);
    targets_.erase(job.target->id);
    --unfinished_;
  }
}

// The table stays in the catalog as creating: the next start tries again, unless it is deleted.
void RestoreJobs::leave(const Job& job, const Error& why) {
  spdlog::error("restoring {} failed: {}", job.target->name, why.message);
  const auto dropped = catalog_.engine().drop_space(job.target->id);
  if (!dropped && dropped.error().code != ErrorCode::not_found)
    spdlog::error("what was restored of {} stays: {}", job.target->name, dropped.error().message);
}

void RestoreJobs::watch(Watcher watcher) {
  const std::lock_guard lock(watcher_mutex_);
  watcher_ = std::move(watcher);
}

void RestoreJobs::report(bool succeeded, std::chrono::steady_clock::duration took) {
  const std::lock_guard lock(watcher_mutex_);
  if (!watcher_) return;
  watcher_(succeeded, static_cast<Micros>(
                          std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
}

Result<void> RestoreJobs::perform(const Job& job) {
  engine::Engine& engine = catalog_.engine();
  const catalog::RestoreOrigin& origin = *job.target->restored_from;
  const auto spaces = engine.spaces();
  if (std::find(spaces.begin(), spaces.end(), job.target->id) != spaces.end()) {
    QUONDAM_TRY(engine.drop_space(job.target->id));
  }
  QUONDAM_ASSIGN(const timeline::RestorePlan plan,
                 timeline::plan_restore(engine, origin.source_id, origin.at));
  QUONDAM_ASSIGN(const timeline::RestoreReport report,
                 timeline::restore(engine, origin.source_id, job.target->id, origin.at, job.pin,
                                   plan, rules_of(job.target)));
  // A clone may hold entries of indexes that the source has had since: their numbers are taken.
  const catalog::TablePtr source = catalog_.find(origin.source_table_name);
  const item::IndexNumber taken =
      source && source->id == origin.source_id ? source->next_index_number : 0;
  // The commit point, and the last step: until the catalog says active, nobody reads the new space.
  QUONDAM_TRY(catalog_.update(job.target->name, job.target->id, restore_service(),
                              [&](catalog::Table& table, catalog::CommitTime now) -> Result<void> {
                                if (table.settles_us == 0)
                                  table.status = catalog::TableStatus::active;
                                table.restored_from->in_progress = false;
                                table.next_index_number = std::max(table.next_index_number, taken);
                                for (catalog::Index& index : table.indexes)
                                  index.complete_since = now;
                                // Where it takes recovery over, it begins a window of its own.
                                if (std::exchange(table.pitr.enabled, false)) {
                                  catalog::set_recovery(table, true, table.pitr.period_days, now);
                                }
                                return {};
                              }));
  spdlog::info(
      "restored {} from {} by {}: {} rows written", job.target->name, origin.source_table_name,
      report.way == timeline::RestorePlan::Way::clone ? "clone" : "build", report.rows_written);
  return {};
}

}  // namespace quondam::backup
