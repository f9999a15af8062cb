// Imports, run in the background, one after the other. A job is a record in the catalog before any
// work begins. Its table stands in the catalog as CREATING meanwhile; what it holds is visible when
// it becomes ACTIVE, with everything in it. A job that a crash cut off is begun again at the next
// start, with an empty table.
#pragma once

#include <deque>

#include "base/background_worker.h"
#include "export/importer.h"
#include "export/job_book.h"

namespace quondam::exporting {

class ImportJobs {
 public:
  // As ExportJobs::open. `admit` says which items the table takes.
  static Result<std::unique_ptr<ImportJobs>> open(catalog::Catalog& catalog, const Clock& clock,
                                                  ObjectStore* store, AdmitItem admit);
  // Stops after the present step; what is unfinished goes on at the next start.
  ~ImportJobs();

  [[nodiscard]] bool has_store() const { return store_ != nullptr; }

  // As ExportJobs::started_before.
  Result<std::optional<ImportRecord>> started_before(const ImportRecord& plan) const;

  // Adds `table` (its id and status are set here) to the catalog as CREATING, and starts to fill
  // it; unless the token of `plan` says that this was started before. already_exists when the name
  // is taken. An import from a bucket that does not exist makes no table. Returns as soon as the
  // job is durable.
  Result<ImportRecord> start(ImportRecord plan, const catalog::Table& table,
                             const timeline::Who& who);

  [[nodiscard]] std::optional<ImportRecord> find(std::string_view id) const {
    return book_.find(id);
  }
  // The newest first, those before the job `before` (empty: all).
  [[nodiscard]] std::vector<ImportRecord> list(std::string_view before) const;

 private:
  ImportJobs(catalog::Catalog& catalog, const Clock& clock, ObjectStore* store, AdmitItem admit)
      : catalog_(catalog),
        clock_(clock),
        store_(store),
        admit_(std::move(admit)),
        book_(catalog.engine(), "import") {}
  void enqueue(std::string id);
  std::optional<std::string> take();
  BackgroundWorker::Pause round();
  Result<void> perform(ImportRecord record);
  Result<catalog::TablePtr> add_table(const ImportRecord& record, const timeline::Who& who);
  [[nodiscard]] catalog::TablePtr table_of(const ImportRecord& record) const;
  Result<void> empty_space(const catalog::TablePtr& table);
  Result<ImportCounts> fill(const ImportRecord& record, const catalog::TablePtr& table);
  Result<void> publish(const catalog::TablePtr& table);
  Result<void> close(ImportRecord record);
  Result<void> give_up(ImportRecord record, JobFailure failure);

  catalog::Catalog& catalog_;
  const Clock& clock_;
  ObjectStore* const store_;
  const AdmitItem admit_;
  JobBook<ImportRecord> book_;
  std::mutex starting_;  // looking for a token and writing it are one step
  std::mutex waiting_mutex_;
  std::deque<std::string> waiting_;  // ids
  BackgroundWorker worker_;
};

}  // namespace quondam::exporting
