#include "ops/interruption.h"

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
  if (seen_) return true;
  const sigset_t set = the_signals();
  const timespec at_once{};
  if (sigtimedwait(&set, nullptr, &at_once) < 0) return false;
  seen_ = ending_ = true;
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return true;
}

}  // namespace quondam::ops
