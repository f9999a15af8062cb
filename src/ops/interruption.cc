#include "ops/interruption.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace quondam::ops {
namespace {

sigset_t the_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

Interruption::Interruption() {
  const sigset_t set = the_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Interruption::~Interruption() {
  const sigset_t set = the_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool Interruption::requested() {
  return requested_within({});
}

bool Interruption::requested_within(std::chrono::microseconds span) {
  if (seen_) return true;
  const sigset_t set = the_signals();
  const auto deadline = std::chrono::steady_clock::now() + span;
  while (true) {
    const auto left = std::max(deadline - std::chrono::steady_clock::now(),
                               std::chrono::steady_clock::duration::zero());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec wait{
        .tv_sec = seconds.count(),
        .tv_nsec = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds).count()};
    if (sigtimedwait(&set, nullptr, &wait) >= 0) break;
    // Another signal, of a stopped program that goes on, is no end of the wait.
    if (errno != EINTR || std::chrono::steady_clock::now() >= deadline) return false;
  }
  seen_ = ending_ = true;
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return true;
}

}  // namespace quondam::ops
