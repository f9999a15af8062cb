#include "export/import_jobs.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace quondam::exporting {

namespace {

const timeline::Who kImportService{.caller = "", .operation = "ImportTable"};

JobFailure wrong_items() {
  return {"ItemValidationError",
          "Some of the items failed validation checks and were not imported. Please check "
          "CloudWatch error logs for more details."};
}

JobFailure name_taken(std::string_view table) {
  return {"TableAlreadyExists", std::string("Table already exists: ").append(table)};
}

}  // namespace

Result<std::unique_ptr<ImportJobs>> ImportJobs::open(catalog::Catalog& catalog, const Clock& clock,
                                                     ObjectStore* store, AdmitItem admit) {
  std::unique_ptr<ImportJobs> jobs(new ImportJobs(catalog, clock, store, std::move(admit)));
  QUONDAM_TRY(jobs->book_.load(decode_import));
  const std::vector<ImportRecord> unfinished = jobs->book_.in_progress();
  if (store == nullptr) {
    if (!unfinished.empty())
      spdlog::warn("{} unfinished imports wait for a start with --s3-root or --s3-endpoint",
                   unfinished.size());
    return jobs;
  }
  for (const ImportRecord& record : unfinished) jobs->enqueue(record.state.id);
  jobs->worker_.start([raw = jobs.get()] { return raw->round(); });
  return jobs;
}

ImportJobs::~ImportJobs() {
  worker_.stop();
}

Result<std::optional<ImportRecord>> ImportJobs::started_before(const ImportRecord& plan) const {
  auto before = book_.with_token(plan.state.token, clock_.wall_us());
  if (before && before->state.request != plan.state.request) {
    return fail(ErrorCode::conflict,
                "Import conflict: Duplicate request detected with conflicting parameters");
  }
  return before;
}

Result<ImportRecord> ImportJobs::start(ImportRecord plan, const catalog::Table& table,
                                       const timeline::Who& who) {
  const std::lock_guard starting(starting_);
  QUONDAM_ASSIGN(auto before, started_before(plan));
  if (before) return *std::move(before);
  if (catalog_.find(table.name) != nullptr) return fail(ErrorCode::already_exists, table.name);
  plan.state.began_us = job_time(clock_);
  plan.state.id = catalog::new_record_id(plan.state.began_us);
  plan.definition = catalog::encode_table(table);
  plan.table_name = table.name;
  plan.table_uuid = table.uuid;
  QUONDAM_TRY(book_.write(plan));
  // What is wrong with the bucket, the job finds out, and says in its record.
  if (store_->has_bucket(plan.bucket).value_or(false)) {
    if (auto added = add_table(plan, who); !added) {
      QUONDAM_TRY(give_up(plan, name_taken(table.name)));
      return tl::unexpected(std::move(added).error());
    }
  }
  enqueue(plan.state.id);
  worker_.wake();
  return plan;
}

std::vector<ImportRecord> ImportJobs::list(std::string_view before) const {
  const Micros now_us = clock_.wall_us();
  return book_.list(before, now_us - std::min(now_us, kListed_us));
}

void ImportJobs::enqueue(std::string id) {
  const std::lock_guard lock(waiting_mutex_);
  waiting_.push_back(std::move(id));
}

std::optional<std::string> ImportJobs::take() {
  const std::lock_guard lock(waiting_mutex_);
  if (waiting_.empty()) return std::nullopt;
  std::string id = std::move(waiting_.front());
  waiting_.pop_front();
  return id;
}

BackgroundWorker::Pause ImportJobs::round() {
  constexpr std::chrono::hours kIdle{1};
  while (!worker_.stopping()) {
    const auto id = take();
    if (!id) break;
    const auto performed = perform(*book_.find(*id));
    if (!performed && performed.error().code != ErrorCode::shutting_down) {
      // Its record could not be written: the next start tries again.
      spdlog::error("the import {} was left unfinished: {}", *id, performed.error().message);
    }
  }
  return kIdle;
}

// The steps are such that each can be cut off, and the whole begun again: the counts are durable
// before the table is ACTIVE, because from there on it changes.
Result<void> ImportJobs::perform(ImportRecord record) {
  catalog::TablePtr table = table_of(record);
  if (!record.counted) {
    const auto there = store_->has_bucket(record.bucket);
    if (!there) return give_up(std::move(record), internal_failure(there.error().message));
    if (!*there) return give_up(std::move(record), no_such_bucket());
    if (table == nullptr) {
      auto added = add_table(record, kImportService);
      if (!added) {
        JobFailure taken = name_taken(record.table_name);
        return give_up(std::move(record), std::move(taken));
      }
      table = *std::move(added);
    }
    auto counts = fill(record, table);
    if (!counts && counts.error().code == ErrorCode::shutting_down)
      return tl::unexpected(std::move(counts).error());
    if (!counts) {
      return give_up(std::move(record), internal_failure(std::move(counts).error().message));
    }
    record.counts = *counts;
    record.counted = true;
    QUONDAM_TRY(book_.write(record));
  }
  if (table != nullptr && table->status == catalog::TableStatus::creating)
    QUONDAM_TRY(publish(table));
  return close(std::move(record));
}

Result<catalog::TablePtr> ImportJobs::add_table(const ImportRecord& record,
                                                const timeline::Who& who) {
  QUONDAM_ASSIGN(catalog::Table table, catalog::decode_table(record.definition));
  table.id = catalog_.new_table_id();
  table.status = catalog::TableStatus::creating;
  return catalog_.add(std::move(table), who);
}

catalog::TablePtr ImportJobs::table_of(const ImportRecord& record) const {
  catalog::TablePtr table = catalog_.find(record.table_name);
  return table != nullptr && table->uuid == record.table_uuid ? table : nullptr;
}

// Without what an earlier attempt has put into it.
Result<void> ImportJobs::empty_space(const catalog::TablePtr& table) {
  engine::Engine& engine = catalog_.engine();
  const auto spaces = engine.spaces();
  if (std::ranges::find(spaces, table->id) != spaces.end())
    QUONDAM_TRY(engine.drop_space(table->id));
  return engine.create_space(table->id);
}

Result<ImportCounts> ImportJobs::fill(const ImportRecord& record, const catalog::TablePtr& table) {
  QUONDAM_TRY(empty_space(table));
  ImportRecord shown = record;
  return run_import({.engine = catalog_.engine(),
                     .store = *store_,
                     .table = table,
                     .admit = admit_,
                     .goes_on =
                         [&](const ImportCounts& counts) {
                           shown.counts = counts;
                           book_.show(shown);
                           return !worker_.stopping();
                         }},
                    record);
}

Result<void> ImportJobs::publish(const catalog::TablePtr& table) {
  QUONDAM_TRY(catalog_.update(table->name, table->id, kImportService,
                              [](catalog::Table& record, catalog::CommitTime now) -> Result<void> {
                                record.status = catalog::TableStatus::active;
                                for (catalog::Index& index : record.indexes)
                                  index.complete_since = now;
                                return {};
                              }));
  return {};
}

// Whoever imported with errors has what was right, in an ACTIVE table, and a FAILED import: as AWS
// has it.
Result<void> ImportJobs::close(ImportRecord record) {
  record.state.ended_us = job_time(clock_);
  record.state.status = record.counts.errors == 0 ? JobStatus::completed : JobStatus::failed;
  if (record.counts.errors > 0) record.state.failure = wrong_items();
  spdlog::info("imported {} of {} items into {}", record.counts.imported_items,
               record.counts.processed_items, record.table_name);
  return book_.write(std::move(record));
}

// Nothing half filled stays.
Result<void> ImportJobs::give_up(ImportRecord record, JobFailure failure) {
  spdlog::error("the import {} into {} failed: {}: {}", record.state.id, record.table_name,
                failure.code, failure.message);
  if (table_of(record) != nullptr) {
    QUONDAM_TRY(catalog_.remove(record.table_name, kImportService,
                                [&](const catalog::Table& table) -> Result<void> {
                                  if (table.uuid == record.table_uuid) return {};
                                  return fail(ErrorCode::not_found, "");
                                }));
  }
  record.state.status = JobStatus::failed;
  record.state.ended_us = job_time(clock_);
  record.state.failure = std::move(failure);
  return book_.write(std::move(record));
}

}  // namespace quondam::exporting
