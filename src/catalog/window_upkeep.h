// Moves every table's window on as time passes: raises floors, ends the recording that goes on for
// 24 hours after point-in-time recovery was turned off, forgets client tokens that have run out,
// and has the engine give the space back. Stops while the clock is not trusted.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "catalog/catalog.h"
#include "timeline/trusted_time.h"

namespace quondam::catalog {

class WindowUpkeep {
 public:
  WindowUpkeep(Catalog& catalog, timeline::TrustedTime& time) : catalog_(catalog), time_(time) {}
  ~WindowUpkeep();

  // One step for every table. Answers whether any floor moved.
  Result<bool> step();

  // Steps once a minute in the background until destruction; reclaims space when floors have moved
  // by a day, or a table went.
  void start();

 private:
  Result<bool> step_table(const TablePtr& table, Micros now_us);
  void run(const std::stop_token& stop);

  Catalog& catalog_;
  timeline::TrustedTime& time_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread worker_;
};

}  // namespace quondam::catalog
