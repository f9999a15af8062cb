// Restores, run in the background: of a table to a point in time, of a backup, of a deleted table.
// A job is a catalog entry: the new table stands there as creating, with its source and T, before
// any work begins; making it active is the last step. A job that a crash cut off is begun again at
// the next start, and its half-filled space is dropped first.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "catalog/catalog.h"
#include "timeline/restore.h"

namespace quondam::backup {

// What is restored: the rows of a space as they were at T. Of a table that exists, its own; of a
// backup, the backup's.
struct RestoreSource {
  catalog::TablePtr table;    // the record of the rows: keys, indexes
  catalog::BackupPtr backup;  // nullptr: of a table that exists
  catalog::CommitTime at = 0;

  [[nodiscard]] timeline::TableId space() const { return backup ? backup->space : table->id; }
};

class RestoreJobs {
 public:
  // AWS's limit of restores at once.
  static constexpr std::size_t kMostAtOnce = 50;

  // Takes up what the last run left unfinished.
  static Result<std::unique_ptr<RestoreJobs>> open(catalog::Catalog& catalog);
  // Stops after the present step; what is unfinished goes on at the next start.
  ~RestoreJobs();

  // Adds `target` (settings filled in by the caller; id, status and restored_from are set here) to
  // the catalog as creating and starts the work. `source.at` is in the source's window and at or
  // before safe_time. already_exists when the name is taken; outside_window when the history at
  // that moment is being trimmed; limit_exceeded. Returns as soon as the job is durable.
  Result<catalog::TablePtr> start(const RestoreSource& source, catalog::Table target,
                                  const timeline::Who& who);

  // Whether `space` is read by an unfinished job, or held: it must not be deleted meanwhile, and
  // its indexes are kept up.
  [[nodiscard]] bool reads_from(timeline::TableId space) const;

  // Whether the table is being restored. One that is not and is still creating has failed: the next
  // start tries again, or it is deleted.
  [[nodiscard]] bool works_on(timeline::TableId target) const;

  // Called for each job that ends, by its worker, with what it took from its beginning to ACTIVE,
  // or to the error. An empty function ends the calls: none is under way when this returns.
  using Watcher = std::function<void(bool succeeded, Micros took_us)>;
  void watch(Watcher watcher);

  // Holds a space as a job does, while it lives.
  class Hold {
   public:
    Hold(RestoreJobs& jobs, timeline::TableId space) : jobs_(jobs), space_(space) {
      jobs_.hold(space_);
    }
    ~Hold() { jobs_.let_go(space_); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    RestoreJobs& jobs_;
    timeline::TableId space_;
  };

 private:
  struct Job {
    catalog::TablePtr target;
    timeline::Pin pin;
  };

  explicit RestoreJobs(catalog::Catalog& catalog) : catalog_(catalog) {}
  void hold(timeline::TableId space);
  void let_go(timeline::TableId space);
  [[nodiscard]] Result<timeline::Pin> pin_source(const catalog::RestoreOrigin& origin) const;
  Result<void> take_place();
  Result<catalog::TablePtr> start_held(const RestoreSource& source, catalog::Table target,
                                       const timeline::Who& who);
  void run(const std::stop_token& stop);
  Result<void> perform(const Job& job);
  void leave(const Job& job, const Error& why);
  void report(bool succeeded, std::chrono::steady_clock::duration took);

  catalog::Catalog& catalog_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> waiting_;
  std::size_t unfinished_ = 0;
  std::multiset<timeline::TableId> held_;
  std::set<timeline::TableId> targets_;  // of the unfinished jobs
  std::mutex watcher_mutex_;
  Watcher watcher_;
  std::vector<std::jthread> workers_;
};

// What a restore knows of the rows of a table with these indexes.
timeline::RowRules rules_of(const catalog::TablePtr& target);

}  // namespace quondam::backup
