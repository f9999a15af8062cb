// The statuses that pass by themselves. Work that takes no time here takes a while on AWS; with
// --as-aws a table then stays CREATING, UPDATING or DELETING until `settles_us`, and this makes it
// ACTIVE, or removes it. Without --as-aws no status lasts longer than the work behind it, and what
// an earlier run left waiting is settled at the start.
#pragma once

#include "base/background_worker.h"
#include "catalog/catalog.h"

namespace quondam::catalog {

// How long statuses last beyond the work; zero without --as-aws.
struct StatusDelays {
  Micros table_us = 0;    // a table that is created, changed or deleted
  Micros index_us = 0;    // a global index that is created or deleted
  Micros restore_us = 0;  // a restored table
  Micros backup_us = 0;   // an on-demand backup
};
StatusDelays delays_of_aws();

class TableLife {
 public:
  TableLife(Catalog& catalog, const Clock& clock, StatusDelays delays)
      : catalog_(catalog), clock_(clock), delays_(delays) {}
  ~TableLife() { worker_.stop(); }

  [[nodiscard]] const StatusDelays& delays() const { return delays_; }
  // When a status that begins now ends by itself; 0: at once.
  [[nodiscard]] Micros settles_after(Micros delay_us) const;

  // Settles every table whose time has come. Answers whether others are waiting.
  Result<bool> step();
  void start();
  void wake() { worker_.wake(); }

 private:
  Catalog& catalog_;
  const Clock& clock_;
  const StatusDelays delays_;
  BackgroundWorker worker_;
};

}  // namespace quondam::catalog
