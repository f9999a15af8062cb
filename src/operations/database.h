// Everything a running server keeps open, in the order in which it opens and the reverse order in
// which it closes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "backup/restore_jobs.h"
#include "base/clock.h"
#include "base/temporary_directory.h"
#include "catalog/catalog.h"
#include "catalog/index_builder.h"
#include "catalog/table_life.h"
#include "catalog/window_upkeep.h"
#include "engine/engine.h"
#include "export/export_jobs.h"
#include "export/import_jobs.h"
#include "export/s3_store.h"
#include "timeline/trusted_time.h"
#include "timeline/window.h"
#include "ttl/sweeper.h"
#include "undo/undo_jobs.h"

namespace quondam::operations {

struct DatabaseOptions {
  // Where the data is. Empty keeps nothing: a temporary directory, written without waiting for the
  // disk, removed at the end.
  std::string directory;
  // false: synced within 100 ms instead of before the answer; for test suites.
  bool synced = true;
  // The operator says that the wall clock is right (timeline/trusted_time.h).
  bool trust_clock = false;
  // Its clock can be moved forward (advance_clock).
  bool test_clock = false;
  // Statuses and restorable times lag behind as they do on AWS.
  bool as_aws = false;
  // The folder of the buckets that tables are exported to and imported from. Empty: there are none.
  std::string s3_root;
  // Or the S3 endpoint that has the buckets.
  std::optional<exporting::S3Settings> s3;
  // Both only name ARNs.
  std::string account_id = "000000000000";
  std::string region = "us-east-1";
};

class Database {
 public:
  // Opens the engine, then what stands on it; starts the background work (restores, undos, exports
  // and imports cut off, TTL, trimming).
  static Result<std::unique_ptr<Database>> open(DatabaseOptions options);

  // Moves the test clock forward, and does what the time that has passed brings: expiry of items,
  // trimming. ErrorCode::validation without a test clock.
  Result<void> advance_clock(Micros by_us);

  [[nodiscard]] const DatabaseOptions& options() const { return options_; }
  [[nodiscard]] const Clock& clock() const { return *clock_; }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] catalog::Catalog& catalog() { return *catalog_; }
  [[nodiscard]] backup::RestoreJobs& restores() { return *restores_; }
  [[nodiscard]] undo::UndoJobs& undos() { return *undos_; }
  [[nodiscard]] exporting::ExportJobs& exports() { return *exports_; }
  [[nodiscard]] exporting::ImportJobs& imports() { return *imports_; }
  [[nodiscard]] catalog::IndexBuilder& index_builder() { return *index_builder_; }
  [[nodiscard]] catalog::TableLife& table_life() { return *table_life_; }

 private:
  explicit Database(DatabaseOptions options);

  DatabaseOptions options_;
  std::unique_ptr<Clock> clock_;
  AdvancingClock* test_clock_ = nullptr;  // clock_, when it is one
  std::optional<TemporaryDirectory> ephemeral_;
  std::shared_ptr<timeline::Floors> floors_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<timeline::TrustedTime> time_;
  std::unique_ptr<timeline::WindowKeeper> windows_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::unique_ptr<backup::RestoreJobs> restores_;
  std::unique_ptr<undo::UndoJobs> undos_;
  std::unique_ptr<exporting::ObjectStore> objects_;
  std::unique_ptr<exporting::ExportJobs> exports_;
  std::unique_ptr<exporting::ImportJobs> imports_;
  std::unique_ptr<catalog::IndexBuilder> index_builder_;
  std::unique_ptr<catalog::TableLife> table_life_;
  std::unique_ptr<ttl::Sweeper> sweeper_;
  std::unique_ptr<catalog::WindowUpkeep> upkeep_;
};

}  // namespace quondam::operations
