// Restore: fills a new state space with a table as it was at T.
//
// Two ways, and the plan takes the cheaper. Clone: hard links to the present state, then every row
// changed since T is written back; costs what changed. Build: the view at T, copied; costs what the
// table held. Neither publishes anything: the catalog entry that names the new space comes last and
// is the caller's.
//
// Rows that follow from others (entries of indexes) are not restored but computed anew from the
// rows that they follow from: an index may be younger than T.
#pragma once

#include <functional>

#include "timeline/view.h"
#include "timeline/window.h"

namespace quondam::timeline {

struct RestorePlan {
  enum class Way { clone, build };
  Way way = Way::build;
  std::uint64_t rows_estimate = 0;    // in the source now
  std::uint64_t changes_counted = 0;  // since T; counting stops when the plan is clear
};

struct RestoreReport {
  RestorePlan::Way way = RestorePlan::Way::build;
  std::uint64_t rows_written = 0;  // by the build, or back into the clone
};

// What the layers above know of a table's rows, and a restore has to.
struct RowRules {
  // The partition that a row's bytes belong to.
  std::function<engine::Partition(std::string_view row_bytes)> partition_of;
  // The rows that stand for themselves; the others follow from them.
  RowRange own_rows;
  // The rows that follow from one, in the restored table: the entries of its indexes. Empty: none
  // do.
  std::function<Result<std::vector<DerivedRow>>(const RowKey& row, std::string_view payload)>
      derive;
};

// T must be at or before safe_time and inside the source's recorded time; `pin` holds the source at
// T. Until a restore ends, the source keeps up every row that `derive` knows of.
Result<RestorePlan> plan_restore(engine::Engine& engine, TableId source, CommitTime at);

// `target` does not exist yet. On an error the caller drops it.
Result<RestoreReport> restore(engine::Engine& engine, TableId source, TableId target, CommitTime at,
                              const Pin& pin, const RestorePlan& plan, const RowRules& rules);

}  // namespace quondam::timeline
