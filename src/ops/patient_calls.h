// Calls that wait when the service says "not so fast": throttling, and faults of the service
// itself.
#pragma once

#include <atomic>
#include <string_view>

#include "ops/client.h"
#include "ops/failure.h"

namespace quondam::ops {

// Whether the same request can succeed later.
bool is_passing(const Failure& failure);

// Pauses that double, up to some seconds, with a random part, so that many threads do not come back
// at once. They end early when `ending` becomes true.
class Backoff {
 public:
  explicit Backoff(const std::atomic<bool>& ending) : ending_(ending) {}
  // False when as long was waited as is reasonable (about two minutes), or `ending`.
  bool wait();
  void succeeded() { attempts_ = 0; }

 private:
  const std::atomic<bool>& ending_;
  int attempts_ = 0;
};

// A DynamoDB operation that may be done twice without harm.
Outcome<Answer> call_patiently(Client& client, std::string_view operation, std::string_view body,
                               const std::atomic<bool>& ending);

}  // namespace quondam::ops
