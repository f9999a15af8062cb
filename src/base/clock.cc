#include "base/clock.h"

#include <ctime>
#include <fstream>

namespace quondam {

namespace {

Micros read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return static_cast<Micros>(now.tv_sec) * kMicrosPerSecond +
         static_cast<Micros>(now.tv_nsec) / 1000;
}

}  // namespace

Micros SystemClock::wall_us() const {
  return read_clock(CLOCK_REALTIME);
}
Micros SystemClock::boottime_us() const {
  return read_clock(CLOCK_BOOTTIME);
}

std::string SystemClock::boot_id() const {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace quondam
