#include "engine/rocksdb/group_commit.h"

#include <algorithm>

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

class GroupCommit::Waiter {
 public:
  Waiter(const std::vector<Write>& writes, CommitTime time)
      : writes_(writes), time_(time), bytes_(bytes_of(writes)) {}

  enum class Wake { nothing, lead, done };

  Wake wait() {
    std::unique_lock lock(mutex_);
    woken_.wait(lock, [&] { return wake_ != Wake::nothing; });
    return wake_;
  }

  // The waiter may be gone as soon as the lock is released, so the notification stays inside.
  void wake(Wake wake) {
    const std::lock_guard lock(mutex_);
    wake_ = wake;
    woken_.notify_one();
  }

  [[nodiscard]] const std::vector<Write>& writes() const { return writes_; }
  [[nodiscard]] CommitTime time() const { return time_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  Result<void> result;

 private:
  const std::vector<Write>& writes_;
  const CommitTime time_;
  const std::size_t bytes_;
  std::mutex mutex_;
  std::condition_variable woken_;
  Wake wake_ = Wake::nothing;
};

GroupCommit::GroupCommit(rocksdb::DB& db, CommitClock& clock, bool sync, bool persist_lease)
    : db_(db), clock_(clock), sync_(sync), persist_lease_(persist_lease) {}

std::unique_lock<std::mutex> GroupCommit::exclusion() {
  return std::unique_lock(write_mutex_);
}

Result<void> GroupCommit::cover(CommitTime time) {
  if (!persist_lease_ || !clock_.lease_to_persist(time)) return {};
  return commit({}, time);
}

Result<void> GroupCommit::commit(const std::vector<Write>& writes, CommitTime time) {
  Waiter self(writes, time);
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&self);
  if (led_) {
    lock.unlock();
    if (self.wait() == Waiter::Wake::done) return std::move(self.result);
    lock.lock();
  }
  led_ = true;

  // Who leads stands first in the queue.
  std::size_t bytes = 0;
  const auto end = std::find_if(queue_.begin(), queue_.end(), [&](const Waiter* waiter) {
    bytes += waiter->bytes();
    return waiter != &self && bytes > kMaxGroupBytes;
  });
  Group group(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  lock.unlock();

  write(group);

  lock.lock();
  led_ = !queue_.empty();
  if (led_) queue_.front()->wake(Waiter::Wake::lead);
  lock.unlock();
  for (Waiter* waiter : group) {
    if (waiter != &self) waiter->wake(Waiter::Wake::done);
  }
  return std::move(self.result);
}

void GroupCommit::write(Group& group) {
  const std::lock_guard lock(write_mutex_);
  std::size_t bytes = 0;
  for (const Waiter* waiter : group) bytes += waiter->bytes();
  rocksdb::WriteBatch batch(bytes + kRecordOverheadBytes);

  CommitTime latest = 0;
  Group written;
  written.reserve(group.size());
  for (Waiter* waiter : group) {
    const auto& writes = waiter->writes();
    if (out_of_space_ && !writes.empty()) {
      waiter->result = fail(ErrorCode::no_space, "the disk is full up to the reserve");
      continue;
    }
    for (const Write& write : writes) {
      if (write.family->dropped) {
        waiter->result =
            fail(ErrorCode::not_found, "there is no space " + std::to_string(write.family->space));
      } else if (auto writable = write.family->check_writable(); !writable) {
        waiter->result = std::move(writable);
      }
    }
    if (!waiter->result) continue;
    for (const Write& write : writes) {
      const rocksdb::Status added = write.value
                                        ? batch.Put(write.family->handle, write.key, *write.value)
                                        : batch.Delete(write.family->handle, write.key);
      if (!added.ok()) waiter->result = check(added, "building a commit");
    }
    latest = std::max(latest, waiter->time());
    written.push_back(waiter);
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
  for (Waiter* waiter : written) waiter->result = check(status, "writing the log");
}

rocksdb::Status GroupCommit::write_batch(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = sync_;
  rocksdb::Status status = db_.Write(options, &batch);
  if (status.ok() && !sync_) unsynced_ = true;
  return status;
}

}  // namespace quondam::engine::rocks
