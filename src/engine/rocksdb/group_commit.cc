#include "engine/rocksdb/group_commit.h"

#include <algorithm>
#include <utility>

#include "base/coding.h"
#include "engine/rocksdb/status.h"

namespace quondam::engine::rocks {

namespace {

// A record of the log holds its length in 32 bits; groups stay far below.
constexpr std::size_t kMaxGroupBytes = 64U << 20;
constexpr std::size_t kRecordOverheadBytes = 32;

std::size_t bytes_of(const std::vector<Write>& writes) {
  std::size_t bytes = 0;
  for (const Write& write : writes) {
    bytes += write.key.size() + (write.value ? write.value->size() : 0) + kRecordOverheadBytes;
  }
  return bytes;
}

}  // namespace

GroupCommit::GroupCommit(rocksdb::DB& db, CommitClock& clock, bool sync, bool persist_lease)
    : db_(db), clock_(clock), sync_(sync), persist_lease_(persist_lease), thread_([this] {
        run();
      }) {}

GroupCommit::~GroupCommit() {
  {
    const std::lock_guard lock(queue_mutex_);
    stop_ = true;
    wake_.notify_one();
  }
  thread_.join();
}

std::unique_lock<std::mutex> GroupCommit::exclusion() {
  return std::unique_lock(write_mutex_);
}

Result<void> GroupCommit::cover(CommitTime time) {
  if (!persist_lease_ || !clock_.lease_to_persist(time)) return {};
  return commit({}, time, DiskUse::frees);
}

Result<void> GroupCommit::commit(std::vector<Write> writes, CommitTime time, DiskUse disk_use) {
  std::mutex mutex;
  std::condition_variable told;
  std::optional<Result<void>> outcome;
  submit(std::move(writes), time, disk_use, [&](Result<void> result) {
    // The waiter, and these, may be gone as soon as the lock is released.
    const std::lock_guard lock(mutex);
    outcome = std::move(result);
    told.notify_one();
  });
  std::unique_lock lock(mutex);
  told.wait(lock, [&] { return outcome.has_value(); });
  return *std::move(outcome);
}

void GroupCommit::submit(std::vector<Write> writes, CommitTime time, DiskUse disk_use, Done done) {
  const std::size_t bytes = bytes_of(writes);
  bool wake = false;
  {
    const std::lock_guard lock(queue_mutex_);
    queue_.push_back({std::move(writes), time, disk_use, std::move(done), bytes, {}});
    wake = std::exchange(sleeping_, false);
  }
  if (wake) wake_.notify_one();
}

void GroupCommit::run() {
  std::unique_lock lock(queue_mutex_);
  while (true) {
    sleeping_ = queue_.empty();
    wake_.wait(lock, [&] { return stop_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Group group = take_group();
    lock.unlock();
    write(group);
    for (Commit& commit : group) commit.done(std::move(commit.result));
    group.clear();
    lock.lock();
  }
}

GroupCommit::Group GroupCommit::take_group() {
  Group group;
  group.reserve(queue_.size());
  std::size_t bytes = 0;
  while (!queue_.empty()) {
    bytes += queue_.front().bytes;
    if (!group.empty() && bytes > kMaxGroupBytes) break;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void GroupCommit::write(Group& group) {
  const std::lock_guard lock(write_mutex_);
  std::size_t bytes = 0;
  for (const Commit& commit : group) bytes += commit.bytes;
  rocksdb::WriteBatch batch(bytes + kRecordOverheadBytes);

  CommitTime latest = 0;
  std::vector<Commit*> written;
  written.reserve(group.size());
  for (Commit& commit : group) {
    const std::vector<Write>& writes = commit.writes;
    if (!has_room(commit)) {
      commit.result = fail(ErrorCode::no_space, "the disk is full up to the reserve");
      continue;
    }
    for (const Write& write : writes) {
      if (write.family->dropped) {
        commit.result =
            fail(ErrorCode::not_found, "there is no space " + std::to_string(write.family->space));
      } else if (auto writable = write.family->check_writable(); !writable) {
        commit.result = std::move(writable);
      }
    }
    if (!commit.result) continue;
    for (const Write& write : writes) {
      const rocksdb::Status added = write.value
                                        ? batch.Put(write.family->handle, write.key, *write.value)
                                        : batch.Delete(write.family->handle, write.key);
      if (!added.ok()) commit.result = check(added, "building a commit");
    }
    latest = std::max(latest, commit.time);
    written.push_back(&commit);
  }
  if (written.empty()) return;

  const auto lease = persist_lease_ ? clock_.lease_to_persist(latest) : std::nullopt;
  rocksdb::Status status;
  if (lease) {
    std::string value;
    append_u64(value, *lease);
    status = batch.Put(rocksdb::Slice(kLeaseKey.data(), kLeaseKey.size()), value);
  }
  if (status.ok() && batch.Count() > 0) status = write_batch(batch);
  if (status.ok() && lease) clock_.lease_persisted(*lease);
  if (status.ok()) return;
  for (Commit* commit : written) commit->result = check(status, "writing the log");
}

// One without writes carries a lease, without which nothing can be read.
bool GroupCommit::has_room(const Commit& commit) const {
  if (commit.writes.empty()) return true;
  const Room room = room_;
  return room == Room::enough || (room == Room::reserve && commit.disk_use == DiskUse::frees);
}

rocksdb::Status GroupCommit::write_batch(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = sync_;
  rocksdb::Status status = db_.Write(options, &batch);
  if (status.ok() && !sync_) unsynced_ = true;
  return status;
}

}  // namespace quondam::engine::rocks
