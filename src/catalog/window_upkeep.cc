#include "catalog/window_upkeep.h"

#include <spdlog/spdlog.h>

#include "catalog/client_token.h"
#include "catalog/recovery_settings.h"
#include "catalog/restorable_window.h"
#include "catalog/stream_settings.h"

namespace quondam::catalog {

namespace {

constexpr std::chrono::seconds kStepEvery{60};

timeline::Who service(std::string_view operation) {
  return {.caller = "", .operation = std::string(operation)};
}

// What was settled meanwhile by somebody else, or is gone, needs no upkeep.
Result<void> unless_gone(const Result<TablePtr>& updated) {
  if (!updated && updated.error().code != ErrorCode::not_found)
    return tl::unexpected(updated.error());
  return {};
}

}  // namespace

Result<bool> WindowUpkeep::step() {
  QUONDAM_ASSIGN(const Micros now_us, time_.now());
  return step_to(now_us);
}

Result<bool> WindowUpkeep::step_to(Micros now_us) {
  bool moved = false;
  // The settings' own history is kept as long as any table's can be.
  const CommitTime before = catalog_.windows().floor(engine::kCatalogSpace);
  const CommitTime oldest =
      now_us - PointInTimeRecovery::kDefaultPeriod_days * kMicrosPerDay - kWindowGrace_us;
  QUONDAM_ASSIGN(const CommitTime after, catalog_.windows().advance(engine::kCatalogSpace, oldest));
  moved = after != before;
  for (const TablePtr& table : catalog_.list("", std::numeric_limits<std::size_t>::max())) {
    QUONDAM_ASSIGN(const bool table_moved, step_table(table, now_us));
    moved = moved || table_moved;
  }
  for (const TablePtr& table : catalog_.deleted_tables()) {
    if (keeps_streams(*table, now_us)) continue;
    QUONDAM_TRY(catalog_.forget_deleted(table->id));
    moved = true;
  }
  for (const BackupPtr& backup : catalog_.backups()) {
    if (backup->expires_us == 0 || backup->expires_us > now_us) continue;
    const auto removed = catalog_.remove_backup(backup->id, service("ExpireBackup"));
    if (!removed && removed.error().code != ErrorCode::not_found)
      return tl::unexpected(removed.error());
    moved = true;
  }
  QUONDAM_TRY(erase_old_tokens(catalog_.engine(), now_us));
  return moved;
}

Result<void> WindowUpkeep::forget_old_streams(const TablePtr& table, Micros now_us) {
  if (table->streams.size() < 2) return {};
  Table present = *table;
  if (!forget_streams(present, now_us)) return {};
  return unless_gone(catalog_.update(
      table->name, table->id, service("ForgetStreams"),
      [&](Table& record, CommitTime) -> Result<void> {
        forget_streams(record, now_us);
        return {};
      },
      engine::DiskUse::frees));
}

Result<void> WindowUpkeep::end_recording(const TablePtr& table, Micros now_us) {
  return unless_gone(catalog_.update(
      table->name, table->id, service("EndRecording"),
      [&](Table& record, CommitTime) -> Result<void> {
        // Needed again meanwhile: then nothing ends.
        if (record.pitr.recording_until && *record.pitr.recording_until <= now_us) {
          record.pitr.recording = false;
          record.pitr.recording_until.reset();
        }
        return {};
      },
      engine::DiskUse::frees));
}

Result<bool> WindowUpkeep::step_table(const TablePtr& table, Micros now_us) {
  QUONDAM_TRY(forget_old_streams(table, now_us));
  const PointInTimeRecovery& pitr = table->pitr;
  if (!pitr.recording) return false;
  if (pitr.recording_until && *pitr.recording_until <= now_us) {
    // What reads the past needs what is replaced meanwhile, too.
    if (catalog_.windows().is_pinned(table->id)) return false;
    QUONDAM_TRY(end_recording(table, now_us));
    return false;
  }
  const auto needed = history_needed_since(*table, now_us);
  if (!needed) return false;
  const CommitTime before = catalog_.windows().floor(table->id);
  QUONDAM_ASSIGN(const CommitTime after, catalog_.windows().advance(table->id, *needed));
  return after != before;
}

void WindowUpkeep::start() {
  worker_.start([this] {
    round();
    return kStepEvery;
  });
}

void WindowUpkeep::round() {
  // Rewriting the whole history costs what it holds: once in a day's worth of steps that moved a
  // floor.
  constexpr std::uint64_t kStepsPerReclaim = 24 * 60;
  const auto moved = step();
  if (!moved) {
    if (moved.error().code != ErrorCode::clock_untrusted)
      spdlog::error("trimming stopped: {}", moved.error().message);
    return;
  }
  if (!*moved || ++steps_that_moved_ % kStepsPerReclaim != 0) return;
  if (const auto reclaimed = reclaim(); !reclaimed)
    spdlog::error("space could not be reclaimed: {}", reclaimed.error().message);
}

Result<void> WindowUpkeep::catch_up() {
  // One step moves a floor by a day at most; no window is longer than 35. All steps go to the same
  // moment: a window that ends now is never done.
  constexpr int kMostSteps = 4 * 365;
  QUONDAM_ASSIGN(const Micros now_us, time_.now());
  for (int steps = 0; steps < kMostSteps; ++steps) {
    QUONDAM_ASSIGN(const bool moved, step_to(now_us));
    if (!moved) break;
  }
  return reclaim();
}

Result<void> WindowUpkeep::reclaim() {
  for (const engine::SpaceId space : {engine::kHistorySpace, engine::kChangesSpace})
    QUONDAM_TRY(catalog_.engine().reclaim(space));
  return {};
}

}  // namespace quondam::catalog
