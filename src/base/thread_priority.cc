#include "base/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace quondam {

void give_way_to_requests() {
  constexpr int kNice = 5;
  // Linux has it for each thread, by the thread's id.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
}

}  // namespace quondam
