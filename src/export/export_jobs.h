// Exports, run in the background, one after the other. A job is a record in the catalog before any
// work begins, and writing that it is complete is the last step; one that a crash cut off is begun
// again at the next start, and what it had written is removed first.
#pragma once

#include <deque>

#include "base/background_worker.h"
#include "catalog/catalog.h"
#include "export/exporter.h"
#include "export/job_book.h"

namespace quondam::exporting {

class ExportJobs {
 public:
  // `store` may be null, and then nothing can be started; what is unfinished waits for a run that
  // has one. It outlives the jobs, as the others do.
  static Result<std::unique_ptr<ExportJobs>> open(catalog::Catalog& catalog, const Clock& clock,
                                                  ObjectStore* store, ArnNames names);
  // Stops after the present step; what is unfinished goes on at the next start.
  ~ExportJobs();

  [[nodiscard]] bool has_store() const { return store_ != nullptr; }

  // A job that was started before with the token of `plan`: that job, if it was asked for the same;
  // else conflict. nullopt: there is none.
  Result<std::optional<ExportRecord>> started_before(const ExportRecord& plan) const;

  // Starts what `plan` describes (the id and the beginning are set here), unless its token says
  // that it was started before. outside_window when the history is being trimmed. Returns as soon
  // as the job is durable.
  Result<ExportRecord> start(ExportRecord plan, const catalog::TablePtr& table);

  [[nodiscard]] std::optional<ExportRecord> find(std::string_view id) const {
    return book_.find(id);
  }
  // The newest first, those before the job `before` (empty: all).
  [[nodiscard]] std::vector<ExportRecord> list(std::string_view before) const;

 private:
  struct Job {
    ExportRecord record;
    item::KeySchema keys;
    timeline::Pin pin;
  };

  ExportJobs(catalog::Catalog& catalog, const Clock& clock, ObjectStore* store, ArnNames names)
      : catalog_(catalog),
        clock_(clock),
        store_(store),
        names_(std::move(names)),
        book_(catalog.engine(), "export") {}
  Result<void> resume(ExportRecord record);
  void enqueue(Job job);
  BackgroundWorker::Pause round();
  std::optional<Job> take();
  Result<void> perform(Job& job);
  Result<void> give_up(ExportRecord record, JobFailure failure);

  catalog::Catalog& catalog_;
  const Clock& clock_;
  ObjectStore* const store_;
  const ArnNames names_;
  JobBook<ExportRecord> book_;
  std::mutex starting_;  // looking for a token and writing it are one step
  std::mutex waiting_mutex_;
  std::deque<Job> waiting_;
  BackgroundWorker worker_;
};

}  // namespace quondam::exporting
