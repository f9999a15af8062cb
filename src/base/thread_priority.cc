#include "base/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace quondam {

namespace {

using std::chrono::nanoseconds;

// As in sched_setattr(2): the kernel's own header contradicts the C library's.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = 0;
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};

constexpr std::chrono::microseconds kShortTurn{200};
constexpr std::chrono::milliseconds kLongTurn{3};

// Linux has both for each thread, by the thread's id; 0 is this one. The C library has no function
// for the second.
void set_turns(nanoseconds turn, int nice) {
  // Whoever started the program with another policy means it.
  if (sched_getscheduler(0) != SCHED_OTHER) return;
  SchedulingAttributes attributes;
  attributes.nice = nice;
  attributes.runtime_ns = static_cast<std::uint64_t>(turn.count());
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

void ask_for_short_turns() {
  set_turns(kShortTurn, getpriority(PRIO_PROCESS, 0));
}

void give_way_to_requests() {
  constexpr int kNice = 5;
  set_turns(kLongTurn, std::max(getpriority(PRIO_PROCESS, 0), kNice));
}

}  // namespace quondam
