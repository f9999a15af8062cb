#include "timeline/restore.h"

#include <map>
#include <unordered_set>

#include "timeline/changes.h"
#include "timeline/view.h"

namespace quondam::timeline {

namespace {

// What the two ways cost, roughly, in microseconds; only their proportion matters. A clone flushes
// and links files before it writes its first row. A changed row is found in the changes, read from
// the history and written.
constexpr std::uint64_t kCloneCost_us = 80'000;
constexpr std::uint64_t kChangeCost_us = 1;
constexpr std::uint64_t kRowWrittenBack_us = 15;
constexpr std::uint64_t kRowBuilt_us = 6;

// One synced commit for so many rows or bytes. All writers of the database wait behind it: a few
// times as long as one of their own commits takes, and no more.
constexpr std::size_t kRowsPerCommit = 100;
constexpr std::size_t kBytesPerCommit = 128 << 10;

// Distinct rows remembered while reading changes. Forgetting some is harmless: writing a row's
// value at T twice is right.
constexpr std::size_t kRowsRemembered = 1'000'000;

// Fills the new space. Its guard key protects every row of it: nobody else can
// reach the space yet.
class Filler {
 public:
  Filler(engine::Engine& engine, TableId target) : engine_(engine), target_(target) {}

  // A row of one commit's is put once: the last word on it counts.
  Result<void> put(const RowKey& row, std::optional<Version> version) {
    bytes_ += row.bytes.size() + (version ? version->payload.size() : 0);
    rows_.insert_or_assign(row, std::move(version));
    if (rows_.size() < kRowsPerCommit && bytes_ < kBytesPerCommit) return {};
    return flush();
  }

  Result<void> flush() {
    if (rows_.empty()) return {};
    const engine::Key guard{target_, 0, std::string()};
    const auto committed = engine_.transact(
        {.exclusive = {guard}, .shared = {}},
        [&](engine::Transaction& transaction) -> Result<void> {
          for (const auto& [row, version] : rows_) {
            const engine::Key key = state_key(target_, row);
            if (version) {
              transaction.put(key, encode_version(version->written_at, version->payload));
            } else {
              transaction.erase(key);
            }
          }
          return {};
        });
    if (!committed) return tl::unexpected(committed.error());
    rows_.clear();
    bytes_ = 0;
    return {};
  }

 private:
  engine::Engine& engine_;
  TableId target_;
  std::map<RowKey, std::optional<Version>> rows_;
  std::size_t bytes_ = 0;
};

// Puts the row, as it was, and what follows from it.
Result<void> put_with_derived(Filler& filler, const RowRules& rules, const RowKey& row,
                              std::optional<Version> version) {
  if (version && rules.derive) {
    QUONDAM_ASSIGN(std::vector<DerivedRow> derived, rules.derive(row, version->payload));
    for (DerivedRow& one : derived) {
      QUONDAM_TRY(filler.put(one.row, Version{version->written_at, std::move(one.payload)}));
    }
  }
  return filler.put(row, std::move(version));
}

// Takes away what may follow, in the clone, from any version that the row had since the clone
// began: the clone need not be of one moment.
Result<void> erase_derived(Filler& filler, const RowRules& rules, const engine::Snapshot& snapshot,
                           TableId source, const RowKey& row, CommitTime clone_began) {
  if (!rules.derive) return {};
  QUONDAM_ASSIGN(const std::vector<Version> versions,
                 read_versions(snapshot, source, row, clone_began));
  for (const Version& version : versions) {
    QUONDAM_ASSIGN(const std::vector<DerivedRow> derived, rules.derive(row, version.payload));
    for (const DerivedRow& one : derived) QUONDAM_TRY(filler.put(one.row, std::nullopt));
  }
  return {};
}

// The clone holds every commit up to its beginning and perhaps some later ones. The snapshot is
// taken after it, so the changes in it, not bounded by time, cover whatever the clone holds beyond
// T; a row's value at T is right to write whether the clone holds that change or not.
Result<std::uint64_t> clone_and_write_back(engine::Engine& engine, TableId source, TableId target,
                                           CommitTime at, const RowRules& rules) {
  QUONDAM_ASSIGN(const CommitTime clone_began, engine.safe_time());
  QUONDAM_TRY(engine.clone(source, target, engine::CloneUse::table));
  const auto snapshot = engine.snapshot();
  QUONDAM_ASSIGN(ChangeCursor changes, ChangeCursor::open(engine, snapshot, source, at));
  Filler filler(engine, target);
  std::uint64_t written_back = 0;
  std::unordered_set<std::string> written;
  while (true) {
    QUONDAM_ASSIGN(const auto change, changes.next());
    if (!change) break;
    if (written.size() >= kRowsRemembered) written.clear();
    if (!written.insert(change->row.bytes).second) continue;
    QUONDAM_TRY(erase_derived(filler, rules, *snapshot, source, change->row, clone_began));
    QUONDAM_ASSIGN(auto version, read_row(*snapshot, source, change->row, Moment::past(at)));
    QUONDAM_TRY(put_with_derived(filler, rules, change->row, std::move(version)));
    ++written_back;
  }
  QUONDAM_TRY(filler.flush());
  return written_back;
}

Result<std::uint64_t> build_from_view(engine::Engine& engine, TableId source, TableId target,
                                      CommitTime at, const RowRules& rules) {
  QUONDAM_TRY(engine.create_space(target));
  QUONDAM_ASSIGN(const auto rows,
                 open_rows(engine.snapshot(), source, rules.own_rows, Moment::past(at)));
  Filler filler(engine, target);
  std::uint64_t built = 0;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    const RowKey row{rules.partition_of(rows->row_bytes()), std::string(rows->row_bytes())};
    QUONDAM_TRY(put_with_derived(filler, rules, row,
                                 Version{rows->written_at(), std::string(rows->payload())}));
    ++built;
  }
  QUONDAM_TRY(rows->status());
  QUONDAM_TRY(filler.flush());
  return built;
}

}  // namespace

Result<RestorePlan> plan_restore(engine::Engine& engine, TableId source, CommitTime at) {
  RestorePlan plan;
  QUONDAM_ASSIGN(const engine::SpaceSize size, engine.size(source));
  plan.rows_estimate = size.keys;
  const std::uint64_t build_us = plan.rows_estimate * kRowBuilt_us;
  if (build_us <= kCloneCost_us) return plan;

  // Counting changes costs time too: stop as soon as writing them back would cost more than
  // building.
  QUONDAM_ASSIGN(ChangeCursor changes, ChangeCursor::open(engine, engine.snapshot(), source, at));
  std::unordered_set<std::string> distinct;
  std::uint64_t clone_us = kCloneCost_us;
  while (clone_us < build_us) {
    QUONDAM_ASSIGN(const auto change, changes.next());
    if (!change) {
      plan.way = RestorePlan::Way::clone;
      break;
    }
    ++plan.changes_counted;
    clone_us += kChangeCost_us;
    if (distinct.size() < kRowsRemembered && distinct.insert(change->row.bytes).second)
      clone_us += kRowWrittenBack_us;
  }
  return plan;
}

Result<RestoreReport> restore(engine::Engine& engine, TableId source, TableId target, CommitTime at,
                              const Pin& /*pin*/, const RestorePlan& plan, const RowRules& rules) {
  RestoreReport report{.way = plan.way, .rows_written = 0};
  if (plan.way == RestorePlan::Way::clone) {
    QUONDAM_ASSIGN(report.rows_written, clone_and_write_back(engine, source, target, at, rules));
  } else {
    QUONDAM_ASSIGN(report.rows_written, build_from_view(engine, source, target, at, rules));
  }
  return report;
}

}  // namespace quondam::timeline
