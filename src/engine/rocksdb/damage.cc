#include "engine/rocksdb/damage.h"

#include <utility>

#include "engine/rocksdb/status.h"

namespace quondam::engine::rocks {

namespace {

bool is_damage(const rocksdb::Status& status) {
  return status.IsCorruption() || status.IsPathNotFound();
}

}  // namespace

void DamageListener::report_to(Report report) {
  const std::lock_guard lock(mutex_);
  report_ = std::move(report);
  if (!report_) return;
  for (const Met& met : std::exchange(met_, {})) report_(met.family, met.what);
}

void DamageListener::OnCompactionCompleted(rocksdb::DB*, const rocksdb::CompactionJobInfo& job) {
  if (!quarantine_ || !is_damage(job.status)) return;
  const std::lock_guard lock(mutex_);
  if (report_) {
    report_(job.cf_name, job.status.ToString());
  } else {
    met_.push_back({job.cf_name, job.status.ToString()});
  }
}

void DamageListener::OnBackgroundError(rocksdb::BackgroundErrorReason reason,
                                       rocksdb::Status* error) {
  if (is_no_space(*error)) {
    ran_out_of_space_ = true;
    if (error->severity() > rocksdb::Status::Severity::kHardError) {
      *error = rocksdb::Status(*error, rocksdb::Status::Severity::kHardError);
    }
    return;
  }
  if (quarantine_ && reason == rocksdb::BackgroundErrorReason::kCompaction && is_damage(*error)) {
    *error = rocksdb::Status::OK();
    return;
  }
  if (error->severity() >= rocksdb::Status::Severity::kHardError) stopped_ = true;
}

void DamageListener::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status error,
                                          bool* auto_recovery) {
  error.PermitUncheckedError();
  *auto_recovery = false;
}

}  // namespace quondam::engine::rocks
