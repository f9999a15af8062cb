// What every job's record says, export or import.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace quondam::exporting {

enum class JobStatus { in_progress, completed, failed };

// "IN_PROGRESS", "COMPLETED", "FAILED".
std::string_view name_of(JobStatus status);

// Why a job failed, in the words of FailureCode and FailureMessage.
struct JobFailure {
  std::string code;
  std::string message;
};

struct JobState {
  std::string id;  // see catalog/records.h, new_record_id
  // The client's token, and what stands for all other parameters of the request.
  std::string token;
  std::string request;
  Micros began_us = 0;  // whole milliseconds
  Micros ended_us = 0;  // 0 while it is in progress
  JobStatus status = JobStatus::in_progress;
  JobFailure failure;  // of a failed one
};

// Now, in the whole milliseconds that ids and descriptions have.
Micros job_time(const Clock& clock);

// What stands for a request's parameters in a record.
std::string request_digest(std::string_view parameters);

// As S3's client words it.
JobFailure no_such_bucket();
// For what AWS has no code for.
JobFailure internal_failure(std::string message);

}  // namespace quondam::exporting
