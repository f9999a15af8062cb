// The records of all jobs of one kind: on the disk first, then in memory, where they are looked up.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "catalog/records.h"
#include "export/job_state.h"

namespace quondam::exporting {

// How long a client's token is good for after its job has ended, and a job is listed.
inline constexpr Micros kTokenLives_us = Micros{8} * 3600 * kMicrosPerSecond;
inline constexpr Micros kListed_us = 90 * kMicrosPerDay;

// `Record` has a JobState `state`, and encode(record).
template <typename Record>
class JobBook {
 public:
  JobBook(engine::Engine& engine, std::string kind) : engine_(engine), kind_(std::move(kind)) {}

  // Reads what earlier runs have written.
  Result<void> load(Result<Record> (*decode)(std::string_view document)) {
    QUONDAM_ASSIGN(const auto jobs, catalog::read_records(engine_, kind_));
    for (const catalog::Record& job : jobs) {
      QUONDAM_ASSIGN(Record record, decode(job.document));
      records_.insert_or_assign(job.id, std::move(record));
    }
    return {};
  }

  // Durable when it returns. Two writes of one job do not overlap: its owner sees to that.
  Result<void> write(Record record) {
    QUONDAM_TRY(catalog::write_record(engine_, kind_, {record.state.id, encode(record)}));
    show(std::move(record));
    return {};
  }

  // What is known of a job in progress and need not survive.
  void show(Record record) {
    const std::lock_guard lock(mutex_);
    const std::string id = record.state.id;
    records_.insert_or_assign(id, std::move(record));
  }

  [[nodiscard]] std::optional<Record> find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(id);
    if (found == records_.end()) return std::nullopt;
    return found->second;
  }

  // The newest job that was started with the token, while the token is good.
  [[nodiscard]] std::optional<Record> with_token(std::string_view token, Micros now_us) const {
    const std::lock_guard lock(mutex_);
    for (auto entry = records_.rbegin(); entry != records_.rend(); ++entry) {
      const JobState& state = entry->second.state;
      if (state.token != token || token.empty()) continue;
      if (state.ended_us != 0 && state.ended_us + kTokenLives_us <= now_us) continue;
      return entry->second;
    }
    return std::nullopt;
  }

  // Those that began after `since`, and before the job `before` (empty: all), the newest first.
  [[nodiscard]] std::vector<Record> list(std::string_view before, Micros since_us) const {
    const std::lock_guard lock(mutex_);
    std::vector<Record> records;
    for (auto entry = records_.rbegin(); entry != records_.rend(); ++entry) {
      if (!before.empty() && entry->first >= before) continue;
      if (entry->second.state.began_us > since_us) records.push_back(entry->second);
    }
    return records;
  }

  [[nodiscard]] std::vector<Record> in_progress() const {
    const std::lock_guard lock(mutex_);
    std::vector<Record> records;
    for (const auto& [id, record] : records_) {
      if (record.state.status == JobStatus::in_progress) records.push_back(record);
    }
    return records;
  }

 private:
  engine::Engine& engine_;
  const std::string kind_;
  mutable std::mutex mutex_;
  std::map<std::string, Record, std::less<>> records_;
};

}  // namespace quondam::exporting
