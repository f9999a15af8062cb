// Undos, run in the background, one after the other. An undo stands in the catalog before its first
// write; how far it has come is written in the same commits as the items, so that after a crash it
// goes on exactly where it was.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "undo/undo.h"

namespace quondam::undo {

// Reads Undo::selection against the table's keys. The layer above knows the languages that it is
// written in.
using SelectionReader =
    std::function<Result<Selection>(const catalog::Table& table, const std::string& selection)>;

class UndoJobs {
 public:
  // Takes up what the last run left unfinished.
  static Result<std::unique_ptr<UndoJobs>> open(catalog::Catalog& catalog, const Clock& clock,
                                                SelectionReader reader);
  // Stops after the present commit; what is unfinished goes on at the next start.
  ~UndoJobs();

  // Only counts and samples, as of now: `undo` as it would be.
  Result<Undo> dry_run(const catalog::TablePtr& table, Undo undo) const;

  // Starts the work; returns as soon as the order is durable. `undo` has everything but its id and
  // state. outside_window when the history is being trimmed.
  Result<Undo> start(const catalog::TablePtr& table, Undo undo);

  // What is written stays written. nullopt: there is none of this id; one that has ended stays as
  // it is.
  Result<std::optional<Undo>> cancel(std::string_view id);

 private:
  struct Job {
    Undo undo;
    timeline::Pin pin;
  };
  // Rows of selected differences: what becomes of each is decided in the transaction that writes
  // it.
  struct Batch {
    std::vector<timeline::RowKey> rows;
    timeline::DiffPosition end;
    bool last = false;
  };

  UndoJobs(catalog::Catalog& catalog, const Clock& clock, SelectionReader reader)
      : catalog_(catalog), clock_(clock), reader_(std::move(reader)) {}

  void run(const std::stop_token& stop);
  Result<void> perform(Undo undo, const std::stop_token& stop);
  Result<Batch> next_batch(timeline::DiffCursor& cursor, const Selection& selection) const;
  // Answers the undo as it stands after the batch.
  Result<Undo> write_batch(const catalog::TablePtr& table, const Selection& selection,
                           const Undo& undo, const Batch& batch);
  // Changes the record; `change` is given it as it stands, and not asked once the undo has ended.
  Result<std::optional<Undo>> update(std::string_view id,
                                     const std::function<void(Undo& undo)>& change);

  catalog::Catalog& catalog_;
  const Clock& clock_;
  const SelectionReader reader_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> waiting_;
  std::jthread worker_;
};

}  // namespace quondam::undo
