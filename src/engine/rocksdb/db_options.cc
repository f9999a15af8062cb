#include "engine/rocksdb/db_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <utility>

#include "base/thread_priority.h"
#include "engine/rocksdb/drop_filter.h"
#include "engine/rocksdb/group_extractor.h"
#include "engine/rocksdb/test_hooks.h"

namespace quondam::engine::rocks {

namespace {

constexpr double kBloomBitsPerKey = 10;
// 16 shards: the default is 64 of 4 MB, in which filters of groups would drive out one another.
constexpr int kCacheShardBits = 4;
constexpr std::uint64_t kNeverRewrite = 0;
constexpr int kFilesBeforeCompaction = 8;

// Block-based tables that share `cache`. The index and the filter of a large file are megabytes,
// which a shard of the cache does not keep: each read would read them again. In partitions of some
// kilobytes each is kept for itself.
std::shared_ptr<rocksdb::TableFactory> make_table_factory(
    const std::shared_ptr<rocksdb::Cache>& cache, bool partition_filters) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = partition_filters;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  table.checksum = rocksdb::kXXH3;
  table.format_version = 5;
  // Inside the cache's bound, or thousands of open files would be outside of any.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  return std::shared_ptr<rocksdb::TableFactory>(rocksdb::NewBlockBasedTableFactory(table));
}

// RocksDB calls it on the thread that is about to flush or to compact.
class BackgroundPriority final : public rocksdb::EventListener {
 public:
  void OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) override { give_way_to_requests(); }
  void OnCompactionBegin(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override {
    give_way_to_requests();
  }
  const char* Name() const override { return "quondam.background_priority"; }
};

}  // namespace

OptionsMaker::OptionsMaker(const RocksDbOptions& options, SpaceRules rules, rocksdb::Env* env,
                           std::shared_ptr<rocksdb::EventListener> listener)
    : options_(options), rules_(std::move(rules)), env_(env), listener_(std::move(listener)) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes, kCacheShardBits);
  table_factory_ = make_table_factory(cache, /*partition_filters=*/true);
  // Filters of groups have met several faults of RocksDB's where they were in partitions.
  grouped_table_factory_ = make_table_factory(cache, /*partition_filters=*/false);
}

rocksdb::DBOptions OptionsMaker::for_database() const {
  rocksdb::DBOptions db;
  db.env = env_;
  db.create_if_missing = true;
  db.listeners = {listener_, std::make_shared<BackgroundPriority>()};

  // The default, kPointInTimeRecovery, opens a log that is damaged in its middle without a word,
  // and without what follows.
  const bool strict = !options_.hooks || options_.hooks->tolerate_only_a_torn_tail;
  db.wal_recovery_mode = strict ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                                : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.paranoid_checks = true;

  // One thread writes at a time (group_commit.h): nothing for the others to spin for.
  db.enable_write_thread_adaptive_yield = false;
  db.allow_concurrent_memtable_write = false;

  // Thousands of spaces: flush for want of memory or log, not for the number of families; with a
  // limit on open files, so that an import does not open all of a large space's.
  db.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(options_.all_write_buffers_bytes);
  db.max_total_wal_size = options_.log_bytes;
  db.max_open_files = options_.open_files;
  db.avoid_flush_during_recovery = true;
  db.skip_stats_update_on_db_open = true;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 3;
  db.max_log_file_size = 4U << 20;
  db.max_background_jobs = 4;
  db.bytes_per_sync = 1U << 20;
  return db;
}

rocksdb::ColumnFamilyOptions OptionsMaker::for_space(const FamilyName& name) const {
  const SpaceId space = name.space;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory = table_factory_;
  // A clone flushes what is in memory: LZ4 for that (zstd takes 2.5 times as long), zstd for what
  // has come to rest.
  family.compression = rocksdb::kLZ4Compression;
  family.bottommost_compression = rocksdb::kZSTD;
  family.level_compaction_dynamic_level_bytes = true;
  // Costs are per file (a clone links each).
  family.target_file_size_base = 256ULL << 20;
  family.max_bytes_for_level_base = 512ULL << 20;
  // The first block of each space counts in full: 1 MB, the default, in each of 2,500 spaces would
  // be all there is.
  family.arena_block_size = 64U << 10;
  family.max_write_buffer_number = 4;

  const bool shared = space == kHistorySpace || space == kChangesSpace;
  family.write_buffer_size =
      shared ? options_.shared_write_buffer_bytes : options_.state_write_buffer_bytes;
  if (shared) {
    // Every overwrite adds to the history, whose keys lie all over it, so each round of compaction
    // rewrites much of what is there. Half as many rounds (the default is 4) make an overwrite
    // with recovery on a tenth cheaper; a read of the past looks into a few files more.
    family.level0_file_num_compaction_trigger = kFilesBeforeCompaction;
  } else {
    // Rewriting old files for their age's sake would end the sharing between clones.
    family.ttl = kNeverRewrite;
    family.periodic_compaction_seconds = kNeverRewrite;
  }
  // It would be a rewrite of its own for each clone of what its source had not yet compacted.
  family.disable_auto_compactions = name.use == CloneUse::kept;
  if (space == kHistorySpace) family.compaction_filter_factory = make_drop_filter(rules_.history);
  if (const auto groups = groups_of(space)) {
    // Files that hold nothing of a group are passed over when one is looked for: their filters are
    // of groups as well as of keys. Cursors ask for total_order_seek (read.cc). Write buffers have
    // no such filter: whoever writes would pay for it.
    family.prefix_extractor = make_group_extractor(groups);
    family.table_factory = grouped_table_factory_;
  }
  if (space == kChangesSpace) family.compaction_filter_factory = make_drop_filter(rules_.changes);
  return family;
}

std::shared_ptr<const GroupRule> OptionsMaker::groups_of(SpaceId space) const {
  return space == kHistorySpace ? rules_.history_groups : nullptr;
}

rocksdb::ColumnFamilyOptions OptionsMaker::for_own_family() const {
  rocksdb::ColumnFamilyOptions family;
  family.table_factory = table_factory_;
  family.compression = rocksdb::kLZ4Compression;
  family.arena_block_size = 64U << 10;
  family.write_buffer_size = 1U << 20;
  return family;
}

}  // namespace quondam::engine::rocks
