#include "operations/database.h"

#include "engine/rocksdb/rocksdb_engine.h"
#include "operations/admin/selection.h"
#include "operations/item_admission.h"
#include "timeline/format.h"

namespace quondam::operations {

Database::Database(DatabaseOptions options) : options_(std::move(options)) {
  if (!options_.test_clock) {
    clock_ = std::make_unique<SystemClock>();
    return;
  }
  auto clock = std::make_unique<AdvancingClock>();
  test_clock_ = clock.get();
  clock_ = std::move(clock);
}

Result<void> Database::advance_clock(Micros by_us) {
  if (test_clock_ == nullptr)
    return fail(ErrorCode::validation, "the clock can only be moved with --test-clock");
  test_clock_->advance(by_us);
  QUONDAM_TRY(sweeper_->sweep());
  return upkeep_->catch_up();
}

Result<std::unique_ptr<Database>> Database::open(DatabaseOptions options) {
  std::unique_ptr<Database> database(new Database(std::move(options)));
  Database& db = *database;

  engine::RocksDbOptions engine_options;
  engine_options.directory = db.options_.directory;
  if (!db.options_.synced) engine_options.durability = engine::RocksDbOptions::Durability::relaxed;
  if (db.options_.directory.empty()) {
    QUONDAM_ASSIGN(auto directory, TemporaryDirectory::create("quondam-"));
    engine_options.directory = directory.path().string();
    engine_options.durability = engine::RocksDbOptions::Durability::relaxed;
    db.ephemeral_.emplace(std::move(directory));
  }

  // The drop rules read floors that are loaded only after the engine is open; until then a table's
  // floor is 0 and nothing is droppable.
  db.floors_ = std::make_shared<timeline::Floors>();
  QUONDAM_ASSIGN(db.engine_, engine::open_rocksdb(engine_options,
                                                  timeline::Floors::rules(db.floors_), *db.clock_));
  if (db.test_clock_ != nullptr) {
    // Goes on where the last run had moved it to.
    QUONDAM_ASSIGN(const engine::CommitTime last, db.engine_->safe_time());
    if (last > db.clock_->wall_us()) db.test_clock_->advance(last - db.clock_->wall_us());
  }
  QUONDAM_ASSIGN(db.time_,
                 timeline::TrustedTime::open(*db.engine_, *db.clock_, db.options_.trust_clock));
  QUONDAM_ASSIGN(db.windows_, timeline::WindowKeeper::open(*db.engine_, db.floors_));
  QUONDAM_ASSIGN(db.catalog_, catalog::Catalog::open(*db.engine_, *db.windows_));
  // Restores and exports cut off pin what they read before anything can be trimmed.
  QUONDAM_ASSIGN(db.restores_, backup::RestoreJobs::open(*db.catalog_));
  QUONDAM_ASSIGN(db.undos_, undo::UndoJobs::open(*db.catalog_, *db.clock_, selection_of));
  if (!db.options_.s3_root.empty()) db.objects_ = exporting::open_folder_store(db.options_.s3_root);
  if (db.options_.s3) {
    QUONDAM_ASSIGN(db.objects_, exporting::open_s3_store(*db.options_.s3));
  }
  QUONDAM_ASSIGN(db.exports_,
                 exporting::ExportJobs::open(*db.catalog_, *db.clock_, db.objects_.get(),
                                             {db.options_.region, db.options_.account_id}));
  QUONDAM_ASSIGN(db.imports_, exporting::ImportJobs::open(*db.catalog_, *db.clock_,
                                                          db.objects_.get(), admit_item));
  db.index_builder_ = std::make_unique<catalog::IndexBuilder>(
      *db.catalog_, *db.clock_,
      [&restores = *db.restores_](catalog::TableId table) { return restores.reads_from(table); });
  db.index_builder_->start();
  db.table_life_ = std::make_unique<catalog::TableLife>(
      *db.catalog_, *db.clock_,
      db.options_.as_aws ? catalog::delays_of_aws() : catalog::StatusDelays());
  db.table_life_->start();
  db.sweeper_ = std::make_unique<ttl::Sweeper>(*db.catalog_, *db.time_);
  db.sweeper_->start();
  db.upkeep_ = std::make_unique<catalog::WindowUpkeep>(*db.catalog_, *db.time_);
  db.upkeep_->start();
  return database;
}

}  // namespace quondam::operations
