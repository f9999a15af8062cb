#include "engine/rocksdb/maintenance.h"

#include <rocksdb/env.h>

#include <chrono>
#include <utility>

namespace quondam::engine::rocks {

namespace {

constexpr auto kSyncPeriod = std::chrono::milliseconds(100);
constexpr auto kWatchPeriod = std::chrono::milliseconds(1000);

// What is left of the reserve for compactions when commits that free space have had theirs.
constexpr std::uint64_t kLastPartOfReserve = 4;

Room room_in(std::uint64_t free_bytes, std::uint64_t reserve_bytes) {
  if (free_bytes >= reserve_bytes) return Room::enough;
  return free_bytes >= reserve_bytes / kLastPartOfReserve ? Room::reserve : Room::none;
}

}  // namespace

Maintenance::Maintenance(rocksdb::DB& db, GroupCommit& commits, DamageListener& damage,
                         Settings settings)
    : db_(db), commits_(commits), damage_(damage), settings_(std::move(settings)) {
  watch_free_space();
  thread_ = std::thread([this] { run(); });
}

Maintenance::~Maintenance() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Maintenance::quarantine(FamilyRef family) {
  {
    const std::lock_guard lock(mutex_);
    to_quarantine_.push_back(std::move(family));
  }
  wake_.notify_one();
}

void Maintenance::run() {
  auto next_watch = std::chrono::steady_clock::now() + kWatchPeriod;
  std::unique_lock lock(mutex_);
  while (!stop_) {
    wake_.wait_for(lock, settings_.sync_log ? kSyncPeriod : kWatchPeriod,
                   [&] { return stop_ || !to_quarantine_.empty(); });
    std::vector<FamilyRef> families;
    families.swap(to_quarantine_);
    lock.unlock();
    for (const FamilyRef& family : families) {
      db_.SetOptions(family->handle, {{"disable_auto_compactions", "true"}}).PermitUncheckedError();
    }
    families.clear();
    // A failed sync stops RocksDB's writes by itself: the next commit says so.
    if (settings_.sync_log && commits_.take_unsynced()) db_.SyncWAL().PermitUncheckedError();
    if (const auto now = std::chrono::steady_clock::now(); now >= next_watch) {
      watch_free_space();
      resume_when_there_is_space();
      next_watch = now + kWatchPeriod;
    }
    lock.lock();
  }
}

void Maintenance::watch_free_space() {
  if (settings_.reserve_bytes == 0) return;
  std::uint64_t free_bytes = 0;
  if (!db_.GetEnv()->GetFreeSpace(settings_.path, &free_bytes).ok()) return;
  commits_.set_room(room_in(free_bytes, settings_.reserve_bytes));
}

void Maintenance::resume_when_there_is_space() {
  if (!damage_.ran_out_of_space()) return;
  std::uint64_t free_bytes = 0;
  if (db_.GetEnv()->GetFreeSpace(settings_.path, &free_bytes).ok() &&
      free_bytes < settings_.reserve_bytes) {
    return;
  }
  if (db_.Resume().ok()) damage_.resumed();
}

}  // namespace quondam::engine::rocks
