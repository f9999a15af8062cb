// Damage that RocksDB meets in the background, and the quarantine.
//
// By itself RocksDB stops all writes of the database when one compaction meets one unreadable
// block, and cannot resume. Here the error is cleared when (and only when) it is a compaction's and
// says that stored data is damaged: nothing was lost by it, the compaction's inputs stay. The space
// is quarantined instead: no more compactions (they would fail for ever) and no more writes (they
// would pile up until RocksDB stalls all spaces). Everything else keeps stopping the database: a
// failed flush, log or MANIFEST would lose data.
//
// A full disk is an error that passes, at whichever step it is met; RocksDB calls it fatal when it
// is met while a log is made. It is kept at a severity that Resume() can end, and Maintenance
// resumes. (Nothing acknowledged is lost by that: a record is in its file before its commit is
// acknowledged, and resuming flushes all memory to tables.)
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace quondam::engine::rocks {

class DamageListener final : public rocksdb::EventListener {
 public:
  explicit DamageListener(bool quarantine) : quarantine_(quarantine) {}

  // `report` is called with the name of each damaged family and what was met: at once with those
  // met before. It may be called from RocksDB's threads and must not call back into RocksDB. An
  // empty function ends the reports.
  using Report = std::function<void(const std::string& family, const std::string& what)>;
  void report_to(Report report);

  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo& job) override;
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  // Maintenance resumes, not RocksDB.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override;
  // Since the last resumed(), something failed for want of space.
  [[nodiscard]] bool ran_out_of_space() const { return ran_out_of_space_; }
  void resumed() { ran_out_of_space_ = false; }
  // Something failed that only a restart can mend: RocksDB takes no more writes.
  [[nodiscard]] bool stopped() const { return stopped_; }
  const char* Name() const override { return "quondam.damage"; }

 private:
  struct Met {
    std::string family;
    std::string what;
  };
  const bool quarantine_;
  std::atomic<bool> ran_out_of_space_{false};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  Report report_;
  std::vector<Met> met_;
};

}  // namespace quondam::engine::rocks
