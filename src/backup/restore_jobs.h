// Restores to a point in time, run in the background. A job is a catalog entry: the new table
// stands there as creating, with its source and T, before any work begins; making it active is the
// last step. A job that a crash cut off is begun again at the next start, and its half-filled space
// is dropped first.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "catalog/catalog.h"
#include "timeline/restore.h"

namespace quondam::backup {

class RestoreJobs {
 public:
  // Takes up what the last run left unfinished.
  static Result<std::unique_ptr<RestoreJobs>> open(catalog::Catalog& catalog);
  // Stops after the present step; what is unfinished goes on at the next start.
  ~RestoreJobs();

  // Adds `target` (settings filled in by the caller; id, status and restored_from are set here) to
  // the catalog as creating and starts the work. `at` is in the source's window and at or before
  // safe_time. already_exists when the name is taken; outside_window when the history at `at` is
  // being trimmed. Returns as soon as the job is durable.
  Result<catalog::TablePtr> start(const catalog::TablePtr& source, catalog::CommitTime at,
                                  catalog::Table target, const timeline::Who& who);

  // Whether `table` is the source of an unfinished restore: it must not be deleted meanwhile.
  [[nodiscard]] bool reads_from(timeline::TableId table) const;

 private:
  struct Job {
    catalog::TablePtr target;
    timeline::Pin pin;
  };

  explicit RestoreJobs(catalog::Catalog& catalog) : catalog_(catalog) {}
  void run(const std::stop_token& stop);
  Result<void> perform(const Job& job);

  catalog::Catalog& catalog_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> waiting_;
  std::vector<timeline::TableId> sources_;
  std::jthread worker_;
};

}  // namespace quondam::backup
