// When a request is sent again, and after how long: AWS's "standard" retry mode with DynamoDB's
// figures, and its rule against storms of repetitions.
//
// Specification: AWS SDKs and Tools Reference Guide, "Retry behavior"; botocore's
// retries/standard.py. Of our own: a connection that cannot be made is tried for about a second (a
// server that starts).
#pragma once

#include <chrono>
#include <optional>

#include "ops/failure.h"

namespace quondam::ops {

// DynamoDB's default of max_attempts, the first one included.
inline constexpr int kUsualAttempts = 4;

// What became of a request, as far as another attempt can mend it.
enum class Trouble {
  final,       // it cannot
  throttled,   // the service did nothing, because there is too much to do
  faulty,      // the service failed; what it did nobody knows
  unanswered,  // the connection could not be made or broke off; what was done nobody knows
};

// Of an answer that is an error.
Trouble trouble_of(const Failure& failure, long status);

// How long to wait before attempt number `attempt` + 1 (the first is number 1). `retry_after`: what
// the service asks for.
std::chrono::milliseconds pause_after(Trouble trouble, int attempt,
                                      std::optional<std::chrono::milliseconds> retry_after);

// What one client may spend on repetitions; earned back by what succeeds.
class RetryQuota {
 public:
  // False when there is nothing left for it.
  bool take(Trouble trouble);
  void succeeded();

 private:
  int left_ = kWhole;
  int taken_ = 0;  // by the last repetition of the present request
  static constexpr int kWhole = 500;
};

}  // namespace quondam::ops
