#include "ops/retry_policy.h"

#include <algorithm>
#include <array>
#include <random>
#include <string_view>
#include <utility>

namespace quondam::ops {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 14> kThrottled{"Throttling",
                                                      "ThrottlingException",
                                                      "ThrottledException",
                                                      "RequestThrottledException",
                                                      "TooManyRequestsException",
                                                      "ProvisionedThroughputExceededException",
                                                      "TransactionInProgressException",
                                                      "RequestLimitExceeded",
                                                      "BandwidthLimitExceeded",
                                                      "LimitExceededException",
                                                      "RequestThrottled",
                                                      "SlowDown",
                                                      "PriorRequestNotComplete",
                                                      "EC2ThrottledException"};
constexpr std::array<std::string_view, 4> kFaulty{"InternalServerError", "InternalFailure",
                                                  "RequestTimeout", "RequestTimeoutException"};
constexpr std::array kFaultyStatuses{500L, 502L, 503L, 504L};
constexpr long kTooManyRequests = 429;

}  // namespace

Trouble trouble_of(const Failure& failure, long status) {
  const auto is_among = [](const auto& list, const auto& value) {
    return std::ranges::find(list, value) != list.end();
  };
  if (is_among(kThrottled, std::string_view(failure.type)) || status == kTooManyRequests)
    return Trouble::throttled;
  if (is_among(kFaulty, std::string_view(failure.type)) || is_among(kFaultyStatuses, status))
    return Trouble::faulty;
  return Trouble::final;
}

milliseconds pause_after(Trouble trouble, int attempt, std::optional<milliseconds> retry_after) {
  constexpr milliseconds kLongest{20'000};
  constexpr milliseconds kThrottledScale{1000};
  constexpr milliseconds kFaultyScale{25};
  constexpr milliseconds kUnansweredScale{100};
  constexpr milliseconds kMostLonger{5000};
  constexpr int kMostDoublings = 10;
  const int factor = 1 << std::min(attempt - 1, kMostDoublings);
  if (trouble == Trouble::unanswered) return std::min(kUnansweredScale * factor, kLongest);
  const milliseconds longest =
      std::min((trouble == Trouble::throttled ? kThrottledScale : kFaultyScale) * factor, kLongest);
  thread_local std::minstd_rand random{std::random_device{}()};
  const milliseconds pause{
      std::uniform_int_distribution<milliseconds::rep>(0, longest.count())(random)};
  return retry_after ? std::max(pause, std::min(*retry_after, pause + kMostLonger)) : pause;
}

bool RetryQuota::take(Trouble trouble) {
  constexpr int kCost = 14;
  constexpr int kThrottledCost = 5;
  const int cost = trouble == Trouble::throttled ? kThrottledCost : kCost;
  if (cost > left_) return false;
  left_ -= cost;
  taken_ = cost;
  return true;
}

void RetryQuota::succeeded() {
  left_ = std::min(kWhole, left_ + std::max(1, std::exchange(taken_, 0)));
}

}  // namespace quondam::ops
