#include "ops/patient_calls.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <thread>

namespace quondam::ops {

bool is_passing(const Failure& failure) {
  constexpr std::array<std::string_view, 6> kTypes{"ProvisionedThroughputExceededException",
                                                   "ThrottlingException",
                                                   "RequestLimitExceeded",
                                                   "InternalServerError",
                                                   "ServiceUnavailable",
                                                   "TransactionConflictException"};
  return std::ranges::find(kTypes, failure.type) != kTypes.end();
}

bool Backoff::wait() {
  using std::chrono::milliseconds;
  constexpr int kMostAttempts = 24;
  constexpr int kDoublings = 7;
  constexpr milliseconds kFirst{50};
  constexpr milliseconds kSlice{50};
  if (++attempts_ > kMostAttempts) return false;
  const milliseconds longest = kFirst * (1 << std::min(attempts_, kDoublings));
  thread_local std::minstd_rand random{std::random_device{}()};
  milliseconds left{std::uniform_int_distribution<milliseconds::rep>(longest.count() / 2,
                                                                     longest.count())(random)};
  for (; left.count() > 0; left -= kSlice) {
    if (ending_) return false;
    std::this_thread::sleep_for(std::min(left, kSlice));
  }
  return !ending_;
}

Outcome<Answer> call_patiently(Client& client, std::string_view operation, std::string_view body,
                               const std::atomic<bool>& ending) {
  Backoff backoff(ending);
  while (true) {
    auto answer = client.read_unless_refused(kDynamoDb, operation, body);
    if (answer || !is_passing(answer.error()) || !backoff.wait()) return answer;
  }
}

}  // namespace quondam::ops
