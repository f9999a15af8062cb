#include "export/job_state.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "catalog/table.h"

namespace quondam::exporting {

namespace {

constexpr Micros kMicrosPerMilli = 1000;

}  // namespace

std::string_view name_of(JobStatus status) {
  switch (status) {
    case JobStatus::in_progress:
      return "IN_PROGRESS";
    case JobStatus::completed:
      return "COMPLETED";
    case JobStatus::failed:
      return "FAILED";
  }
  return "";
}

Micros job_time(const Clock& clock) {
  return clock.wall_us() / kMicrosPerMilli * kMicrosPerMilli;
}

std::string request_digest(std::string_view parameters) {
  const XXH128_hash_t hash = XXH3_128bits(parameters.data(), parameters.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

JobFailure no_such_bucket() {
  return {"S3NoSuchBucket",
          "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: "
          "NoSuchBucket)"};
}

JobFailure internal_failure(std::string message) {
  return {"InternalServerError", std::move(message)};
}

}  // namespace quondam::exporting
