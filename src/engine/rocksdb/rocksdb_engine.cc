#include "engine/rocksdb/rocksdb_engine.h"

#include <rocksdb/db.h>

#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

#include "base/coding.h"
#include "engine/commit_clock.h"
#include "engine/contention.h"
#include "engine/in_flight.h"
#include "engine/rocksdb/clone.h"
#include "engine/rocksdb/database.h"
#include "engine/rocksdb/group_commit.h"
#include "engine/rocksdb/key_locks.h"
#include "engine/rocksdb/maintenance.h"
#include "engine/rocksdb/read.h"
#include "engine/rocksdb/reserved_keys.h"
#include "engine/rocksdb/space_size.h"
#include "engine/rocksdb/status.h"
#include "engine/rocksdb/test_hooks.h"
#include "engine/rocksdb/transaction.h"

namespace quondam::engine {

namespace {

using rocks::Database;
using rocks::FamilyRef;

class RocksDbEngine final : public Engine {
 public:
  RocksDbEngine(std::unique_ptr<Database> database, const RocksDbOptions& options,
                const Clock& clock, CommitTime lease);
  ~RocksDbEngine() override;
  RocksDbEngine(const RocksDbEngine&) = delete;
  RocksDbEngine& operator=(const RocksDbEngine&) = delete;

  Result<CommitTime> transact(const Declared& declared, const TransactFunction& function) override;
  Result<void> submit(const Declared& declared, const TransactFunction& function,
                      Done done) override;
  [[nodiscard]] Result<std::optional<std::string>> get(const Key& key) override;
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() override;
  [[nodiscard]] Result<CommitTime> safe_time() override;
  [[nodiscard]] std::uint16_t change_shard(Partition) const override { return 0; }
  [[nodiscard]] std::uint16_t change_shards() const override { return 1; }
  Result<void> create_space(SpaceId space) override;
  Result<void> drop_space(SpaceId space) override;
  [[nodiscard]] std::vector<SpaceId> spaces() const override;
  [[nodiscard]] std::vector<SpaceId> damaged() const override;
  [[nodiscard]] Result<void> accepts_commits() const override;
  Result<void> clone(SpaceId source, SpaceId target, CloneUse use) override;
  [[nodiscard]] Result<SpaceSize> size(SpaceId space) override;
  [[nodiscard]] Result<std::uint64_t> approximate_bytes(const Range& range) override;
  Result<void> reclaim(SpaceId space) override;

 private:
  // Takes the name of a space that is about to be made, for as long as the object lives.
  class Claim;
  struct Holding;
  Result<std::unique_ptr<Claim>> claim(SpaceId space);
  Result<void> flush_all();
  void persist_last_time();

  std::unique_ptr<Database> database_;
  const bool persist_lease_;
  CommitClock clock_;
  Contention contention_;
  rocks::KeyLocks locks_;
  rocks::GroupCommit commits_;
  rocks::Cloner cloner_;
  std::mutex claims_mutex_;
  std::set<SpaceId> claims_;
  std::unique_ptr<rocks::Maintenance> maintenance_;
};

class RocksDbEngine::Claim {
 public:
  Claim(RocksDbEngine& engine, SpaceId space) : engine_(engine), space_(space) {}
  ~Claim() {
    const std::lock_guard lock(engine_.claims_mutex_);
    engine_.claims_.erase(space_);
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

 private:
  RocksDbEngine& engine_;
  const SpaceId space_;
};

RocksDbEngine::RocksDbEngine(std::unique_ptr<Database> database, const RocksDbOptions& options,
                             const Clock& clock, CommitTime lease)
    : database_(std::move(database)),
      persist_lease_(!options.hooks || options.hooks->persist_lease),
      clock_(clock, lease),
      commits_(database_->db(), clock_, options.durability == RocksDbOptions::Durability::synced,
               persist_lease_),
      cloner_(database_->db(), database_->options_maker(), commits_, clock_,
              database_->own_family(), database_->clones_path(), options.hooks) {
  maintenance_ = std::make_unique<rocks::Maintenance>(
      database_->db(), commits_, database_->damage_listener(),
      rocks::Maintenance::Settings{
          .path = database_->path(),
          .sync_log = options.durability == RocksDbOptions::Durability::relaxed,
          .reserve_bytes = options.reserve_bytes});
  database_->damage_listener().report_to([this](const std::string& text, const std::string&) {
    const auto name = rocks::FamilyName::parse(text);
    const FamilyRef family = name ? database_->families().find_or_null(name->space) : nullptr;
    if (!family) return;
    auto none = rocks::Damage::none;
    family->damage.compare_exchange_strong(none, rocks::Damage::unreadable_block);
    maintenance_->quarantine(family);
  });
}

RocksDbEngine::~RocksDbEngine() {
  database_->damage_listener().report_to({});
  maintenance_.reset();
  if (persist_lease_) persist_last_time();
}

// So that a clean restart does not begin half a second ahead. When it fails, the lease stands.
void RocksDbEngine::persist_last_time() {
  std::string value;
  append_u64(value, clock_.last());
  rocksdb::WriteOptions write;
  write.sync = true;
  database_->db()
      .Put(write, database_->own_family()->handle,
           rocksdb::Slice(rocks::kLeaseKey.data(), rocks::kLeaseKey.size()), value)
      .PermitUncheckedError();
}

// What a transaction holds until it is visible: its locks, and its place in the order of commits.
struct RocksDbEngine::Holding {
  Holding(Contention::Held entered, rocks::KeyLocks& locks, const Declared& declared,
          CommitClock& clock)
      : contended(std::move(entered)), locked(locks, declared), in_flight(clock) {}

  Contention::Held contended;
  rocks::KeyLocks::Held locked;
  InFlight in_flight;
};

Result<CommitTime> RocksDbEngine::transact(const Declared& declared,
                                           const TransactFunction& function) {
  QUONDAM_ASSIGN(Contention::Held contended, contention_.enter(declared));
  const Holding holding(std::move(contended), locks_, declared, clock_);
  const CommitTime time = holding.in_flight.time();
  rocks::RocksTransaction transaction(database_->families(), declared, time);
  QUONDAM_TRY(function(transaction));
  QUONDAM_ASSIGN(std::vector<rocks::Write> writes, transaction.take_writes());
  if (!writes.empty()) QUONDAM_TRY(commits_.commit(std::move(writes), time, declared.disk_use));
  return time;
}

Result<void> RocksDbEngine::submit(const Declared& declared, const TransactFunction& function,
                                   Done done) {
  QUONDAM_ASSIGN(Contention::Held contended, contention_.enter(declared));
  auto holding = std::make_shared<Holding>(std::move(contended), locks_, declared, clock_);
  const CommitTime time = holding->in_flight.time();
  rocks::RocksTransaction transaction(database_->families(), declared, time);
  QUONDAM_TRY(function(transaction));
  QUONDAM_ASSIGN(std::vector<rocks::Write> writes, transaction.take_writes());
  if (writes.empty()) {
    holding.reset();
    done(time);
    return {};
  }
  commits_.submit(
      std::move(writes), time, declared.disk_use,
      [holding = std::move(holding), done = std::move(done), time](Result<void> committed) mutable {
        holding.reset();
        if (committed) return done(time);
        done(tl::unexpected(std::move(committed).error()));
      });
  return {};
}

Result<std::optional<std::string>> RocksDbEngine::get(const Key& key) {
  QUONDAM_ASSIGN(const FamilyRef family, database_->families().find(key.space));
  return rocks::read(*family, key.bytes, nullptr);
}

std::shared_ptr<const Snapshot> RocksDbEngine::snapshot() {
  return rocks::take_snapshot(database_->db(), database_->families());
}

Result<CommitTime> RocksDbEngine::safe_time() {
  const CommitTime time = clock_.safe_time();
  QUONDAM_TRY(commits_.cover(time));
  return time;
}

Result<std::unique_ptr<RocksDbEngine::Claim>> RocksDbEngine::claim(SpaceId space) {
  const std::lock_guard lock(claims_mutex_);
  if (claims_.contains(space) || database_->families().find_or_null(space)) {
    return fail(ErrorCode::already_exists, "space " + std::to_string(space) + " exists");
  }
  claims_.insert(space);
  return std::make_unique<Claim>(*this, space);
}

Result<void> RocksDbEngine::create_space(SpaceId space) {
  QUONDAM_ASSIGN(const auto claimed, claim(space));
  QUONDAM_TRY(cloner_.forget(space, DiskUse::takes));
  return database_->make_family(space);
}

Result<void> RocksDbEngine::drop_space(SpaceId space) {
  QUONDAM_ASSIGN(const FamilyRef family, database_->families().find(space));
  {
    const auto exclusion = commits_.exclusion();
    if (family->dropped.exchange(true)) {
      return fail(ErrorCode::not_found, "there is no space " + std::to_string(space));
    }
  }
  const rocksdb::Status status = database_->db().DropColumnFamily(family->handle);
  if (!status.ok()) {
    family->dropped = false;
    return rocks::check(status, "dropping space " + std::to_string(space));
  }
  database_->families().remove(space);
  return {};
}

std::vector<SpaceId> RocksDbEngine::spaces() const {
  return database_->families().spaces();
}

std::vector<SpaceId> RocksDbEngine::damaged() const {
  return database_->families().damaged();
}

Result<void> RocksDbEngine::accepts_commits() const {
  const rocks::DamageListener& damage = database_->damage_listener();
  if (commits_.room() != rocks::Room::enough || damage.ran_out_of_space())
    return fail(ErrorCode::no_space, "the disk is full");
  if (damage.stopped())
    return fail(ErrorCode::io_error, "an earlier write to the disk failed; a restart recovers");
  return {};
}

Result<void> RocksDbEngine::clone(SpaceId source, SpaceId target, CloneUse use) {
  QUONDAM_ASSIGN(const FamilyRef family, database_->families().find(source));
  QUONDAM_ASSIGN(const auto claimed, claim(target));
  // Clones of one source follow each other, so that their sentinels grow.
  const Declared declared{
      .exclusive = {{.space = source, .partition = 0, .bytes = std::string(rocks::kSentinelKey)}},
      .shared = {}};
  const rocks::KeyLocks::Held held(locks_, declared);
  QUONDAM_ASSIGN(FamilyRef made, cloner_.clone(family, target, use));
  database_->families().add(std::move(made));
  return {};
}

Result<SpaceSize> RocksDbEngine::size(SpaceId space) {
  QUONDAM_ASSIGN(const FamilyRef family, database_->families().find(space));
  return rocks::size_of(*family);
}

Result<std::uint64_t> RocksDbEngine::approximate_bytes(const Range& range) {
  QUONDAM_ASSIGN(const FamilyRef family, database_->families().find(range.space));
  // No key of a space reaches the engine's own ones.
  const std::string_view end =
      range.end.empty() ? rocks::kReservedKeys : std::string_view(range.end);
  const rocksdb::Range whole(rocksdb::Slice(range.begin.data(), range.begin.size()),
                             rocksdb::Slice(end.data(), end.size()));
  rocksdb::SizeApproximationOptions options;
  options.include_memtables = true;
  std::uint64_t bytes = 0;
  QUONDAM_TRY(
      rocks::check(database_->db().GetApproximateSizes(options, family->handle, &whole, 1, &bytes),
                   "measuring space " + std::to_string(range.space)));
  return bytes;
}

Result<void> RocksDbEngine::reclaim(SpaceId space) {
  QUONDAM_ASSIGN(const FamilyRef family, database_->families().find(space));
  QUONDAM_TRY(family->check_writable());
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  QUONDAM_TRY(rocks::check(database_->db().CompactRange(options, family->handle, nullptr, nullptr),
                           "reclaiming space " + std::to_string(space)));
  return flush_all();
}

// The log too holds what was written. A file of it goes when every family has on disk of its own
// what the file holds.
Result<void> RocksDbEngine::flush_all() {
  std::vector<FamilyRef> families{database_->own_family()};
  for (const SpaceId space : database_->families().spaces())
    families.push_back(database_->families().find_or_null(space));
  for (const FamilyRef& family : families) {
    if (family == nullptr || !family->check_writable()) continue;
    const rocksdb::Status flushed = database_->db().Flush(rocksdb::FlushOptions(), family->handle);
    // It was dropped since it was looked at: there is nothing to keep.
    if (flushed.IsColumnFamilyDropped()) continue;
    QUONDAM_TRY(rocks::check(flushed, "writing a space's memory out"));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> open_rocksdb(const RocksDbOptions& given, SpaceRules rules,
                                             const Clock& clock) {
  RocksDbOptions options = given;
  std::error_code error;
  const auto directory = std::filesystem::absolute(given.directory, error).lexically_normal();
  if (error) return fail(ErrorCode::io_error, given.directory + ": " + error.message());
  options.directory =
      directory.has_filename() ? directory.string() : directory.parent_path().string();
  QUONDAM_ASSIGN(auto database, Database::open(options, std::move(rules)));
  QUONDAM_ASSIGN(const CommitTime lease, database->lease());
  return std::make_unique<RocksDbEngine>(std::move(database), options, clock, lease);
}

}  // namespace quondam::engine
