#include "backup/restore_jobs.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "catalog/index_entries.h"
#include "item/keys.h"
#include "item/stored.h"

namespace quondam::backup {

namespace {

timeline::Who restore_service() {
  return {.caller = "", .operation = "RestoreTableToPointInTime"};
}

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

}  // namespace

Result<std::unique_ptr<RestoreJobs>> RestoreJobs::open(catalog::Catalog& catalog) {
  std::unique_ptr<RestoreJobs> jobs(new RestoreJobs(catalog));
  for (const catalog::TablePtr& table : catalog.list("", std::numeric_limits<std::size_t>::max())) {
    if (!table->restored_from || !table->restored_from->in_progress) continue;
    auto pin = catalog.windows().pin(table->restored_from->source_id, table->restored_from->at);
    if (!pin) {
      // Only when the source lay unrestored for longer than its window: there is nothing to finish
      // it with.
      spdlog::error("the unfinished restore of {} is given up: {}", table->name,
                    pin.error().message);
      QUONDAM_TRY(catalog.remove(table->name, restore_service(),
                                 [](const catalog::Table&) { return Result<void>(); }));
      continue;
    }
    jobs->sources_.push_back(table->restored_from->source_id);
    jobs->waiting_.push_back({table, *std::move(pin)});
  }
  jobs->worker_ = std::jthread([raw = jobs.get()](const std::stop_token& stop) { raw->run(stop); });
  return jobs;
}

RestoreJobs::~RestoreJobs() {
  worker_.request_stop();
  if (worker_.joinable()) worker_.join();
}

Result<catalog::TablePtr> RestoreJobs::start(const catalog::TablePtr& source,
                                             catalog::CommitTime at, catalog::Table target,
                                             const timeline::Who& who) {
  // The source is held in two ways before the job exists: its history by the pin, its state by
  // sources_ (DeleteTable asks).
  QUONDAM_ASSIGN(timeline::Pin pin, catalog_.windows().pin(source->id, at));
  {
    const std::lock_guard lock(mutex_);
    sources_.push_back(source->id);
  }
  // From here on the source keeps up its indexes until the job has ended. Of those that were
  // planned for the target the ones that are on their way out, or not complete yet, are left out.
  const catalog::TablePtr held = catalog_.find(source->name);
  std::erase_if(target.indexes, [&](const catalog::Index& index) {
    const catalog::Index* present = held ? held->find_index(index.name) : nullptr;
    return present == nullptr || present->number != index.number ||
           present->status != catalog::Index::Status::active;
  });
  target.id = catalog_.new_table_id();
  target.status = catalog::TableStatus::creating;
  target.restored_from = {
      .source_table_name = source->name, .source_id = source->id, .at = at, .in_progress = true};
  auto added = catalog_.add(std::move(target), who);
  const std::lock_guard lock(mutex_);
  if (!added) {
    sources_.erase(std::find(sources_.begin(), sources_.end(), source->id));
    return added;
  }
  waiting_.push_back({*added, std::move(pin)});
  wake_.notify_one();
  return added;
}

bool RestoreJobs::reads_from(timeline::TableId table) const {
  const std::lock_guard lock(mutex_);
  return std::find(sources_.begin(), sources_.end(), table) != sources_.end();
}

void RestoreJobs::run(const std::stop_token& stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const auto restored = perform(job);
    if (!restored) {
      // Stays in the catalog as creating; the next start tries again.
      spdlog::error("restoring {} failed: {}", job.target->name, restored.error().message);
    }
    const std::lock_guard lock(mutex_);
    sources_.erase(
        std::find(sources_.begin(), sources_.end(), job.target->restored_from->source_id));
  }
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
  const item::IndexNumber taken = source ? source->next_index_number : 0;
  // The commit point, and the last step: until the catalog says active, nobody reads the new space.
  QUONDAM_TRY(catalog_.update(job.target->name, job.target->id, restore_service(),
                              [&](catalog::Table& table, catalog::CommitTime now) -> Result<void> {
                                if (table.settles_us == 0)
                                  table.status = catalog::TableStatus::active;
                                table.restored_from->in_progress = false;
                                table.next_index_number = std::max(table.next_index_number, taken);
                                for (catalog::Index& index : table.indexes)
                                  index.complete_since = now;
                                return {};
                              }));
  spdlog::info(
      "restored {} from {} by {}: {} rows written", job.target->name, origin.source_table_name,
      report.way == timeline::RestorePlan::Way::clone ? "clone" : "build", report.rows_written);
  return {};
}

}  // namespace quondam::backup
