#include "export/export_jobs.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "catalog/recovery_settings.h"

namespace quondam::exporting {

Result<std::unique_ptr<ExportJobs>> ExportJobs::open(catalog::Catalog& catalog, const Clock& clock,
                                                     ObjectStore* store, ArnNames names) {
  std::unique_ptr<ExportJobs> jobs(new ExportJobs(catalog, clock, store, std::move(names)));
  QUONDAM_TRY(jobs->book_.load(decode_export));
  if (store == nullptr) {
    if (const std::size_t waiting = jobs->book_.in_progress().size(); waiting > 0)
      spdlog::warn("{} unfinished exports wait for a start with --s3-root or --s3-endpoint",
                   waiting);
    return jobs;
  }
  for (ExportRecord& record : jobs->book_.in_progress())
    QUONDAM_TRY(jobs->resume(std::move(record)));
  jobs->worker_.start([raw = jobs.get()] { return raw->round(); });
  return jobs;
}

ExportJobs::~ExportJobs() {
  worker_.stop();
}

// What a crash cut off pins its history before anything can be trimmed.
Result<void> ExportJobs::resume(ExportRecord record) {
  const catalog::TablePtr table = catalog_.find(record.table_name);
  if (table == nullptr || table->uuid != record.table_uuid) {
    return give_up(std::move(record),
                   internal_failure("The table was deleted, and the server restarted, before the "
                                    "export was complete"));
  }
  if (!catalog::records_since(*table, record.history_from())) {
    return give_up(std::move(record), internal_failure("The table has stopped recording its past"));
  }
  auto pin = catalog_.windows().pin(table->id, record.history_from());
  if (!pin) return give_up(std::move(record), internal_failure(pin.error().message));
  enqueue({std::move(record), table->keys, *std::move(pin)});
  return {};
}

Result<std::optional<ExportRecord>> ExportJobs::started_before(const ExportRecord& plan) const {
  auto before = book_.with_token(plan.state.token, clock_.wall_us());
  if (before && before->state.request != plan.state.request) {
    return fail(ErrorCode::conflict,
                "Export conflict: Duplicate request detected with conflicting parameters");
  }
  return before;
}

Result<ExportRecord> ExportJobs::start(ExportRecord plan, const catalog::TablePtr& table) {
  const std::lock_guard starting(starting_);
  QUONDAM_ASSIGN(auto before, started_before(plan));
  if (before) return *std::move(before);
  QUONDAM_ASSIGN(timeline::Pin pin, catalog_.windows().pin(table->id, plan.history_from()));
  plan.state.began_us = job_time(clock_);
  plan.state.id = catalog::new_record_id(plan.state.began_us);
  plan.table_name = table->name;
  plan.table_id = table->id;
  plan.table_uuid = table->uuid;
  QUONDAM_TRY(book_.write(plan));
  enqueue({plan, table->keys, std::move(pin)});
  worker_.wake();
  return plan;
}

std::vector<ExportRecord> ExportJobs::list(std::string_view before) const {
  const Micros now_us = clock_.wall_us();
  return book_.list(before, now_us - std::min(now_us, kListed_us));
}

void ExportJobs::enqueue(Job job) {
  const std::lock_guard lock(waiting_mutex_);
  waiting_.push_back(std::move(job));
}

std::optional<ExportJobs::Job> ExportJobs::take() {
  const std::lock_guard lock(waiting_mutex_);
  if (waiting_.empty()) return std::nullopt;
  Job job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

BackgroundWorker::Pause ExportJobs::round() {
  constexpr std::chrono::hours kIdle{1};
  while (!worker_.stopping()) {
    std::optional<Job> job = take();
    if (!job) break;
    const auto performed = perform(*job);
    if (!performed && performed.error().code != ErrorCode::shutting_down) {
      // Its record could not be written: the next start tries again.
      spdlog::error("the export {} was left unfinished: {}", job->record.state.id,
                    performed.error().message);
    }
  }
  return kIdle;
}

Result<void> ExportJobs::perform(Job& job) {
  ExportRecord& record = job.record;
  const auto there = store_->has_bucket(record.bucket);
  if (!there) return give_up(std::move(record), internal_failure(there.error().message));
  if (!*there) return give_up(std::move(record), no_such_bucket());
  const ExportWork work{.engine = catalog_.engine(),
                        .store = *store_,
                        .names = names_,
                        .clock = clock_,
                        .keys = job.keys,
                        .stopping = [this] { return worker_.stopping(); }};
  if (auto done = run_export(work, record); !done) {
    if (done.error().code == ErrorCode::shutting_down) return done;
    if (auto removed = remove_export(*store_, record); !removed)
      spdlog::error("files of a failed export stay: {}", removed.error().message);
    return give_up(std::move(record), internal_failure(std::move(done).error().message));
  }
  record.state.status = JobStatus::completed;
  spdlog::info("exported {}: {} items to {}", record.table_name, record.items, record.manifest);
  return book_.write(record);
}

Result<void> ExportJobs::give_up(ExportRecord record, JobFailure failure) {
  spdlog::error("the export {} of {} failed: {}: {}", record.state.id, record.table_name,
                failure.code, failure.message);
  record.state.status = JobStatus::failed;
  record.state.ended_us = job_time(clock_);
  record.state.failure = std::move(failure);
  return book_.write(std::move(record));
}

}  // namespace quondam::exporting
