// Moves every table's window on as time passes: raises floors to what recovery and streams need,
// ends the recording that goes on for a day after both were turned off, forgets streams and client
// tokens that have run out, drops deleted tables whose 35 days, or whose streams' 24 hours, are
// over, and has the engine give the space back. Stops while the clock is not trusted.
#pragma once

#include "base/background_worker.h"
#include "catalog/catalog.h"
#include "timeline/trusted_time.h"

namespace quondam::catalog {

class WindowUpkeep {
 public:
  WindowUpkeep(Catalog& catalog, timeline::TrustedTime& time) : catalog_(catalog), time_(time) {}
  ~WindowUpkeep() { worker_.stop(); }

  // One step for every table. Answers whether any floor moved.
  Result<bool> step();

  // Steps until nothing moves any more, and has the space given back: after a clock was moved.
  Result<void> catch_up();

  // Steps once a minute in the background until destruction; reclaims space when floors have moved
  // by a day, or a table went.
  void start();

 private:
  Result<bool> step_to(Micros now_us);
  Result<bool> step_table(const TablePtr& table, Micros now_us);
  Result<void> forget_old_streams(const TablePtr& table, Micros now_us);
  Result<void> end_recording(const TablePtr& table, Micros now_us);
  void round();
  Result<void> reclaim();

  Catalog& catalog_;
  timeline::TrustedTime& time_;
  std::uint64_t steps_that_moved_ = 0;
  BackgroundWorker worker_;
};

}  // namespace quondam::catalog
