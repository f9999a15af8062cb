// Ctrl-C and its like as a question that long work asks now and then, so that it ends in order.
#pragma once

#include <atomic>
#include <chrono>

namespace quondam::ops {

// From its construction on, SIGINT, SIGTERM and SIGHUP wait to be asked for; threads that are
// started later leave them alone too. The second one ends the program as it always does.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // By the thread that made it. True once somebody wants the work to end.
  bool requested();
  // The same, after waiting so long for it.
  bool requested_within(std::chrono::microseconds span);
  // For the others: what requested() last answered, or that end() was called.
  [[nodiscard]] const std::atomic<bool>& ending() const { return ending_; }
  // The work is to end for another reason.
  void end() { ending_ = true; }

 private:
  bool seen_ = false;
  std::atomic<bool> ending_ = false;
};

}  // namespace quondam::ops
