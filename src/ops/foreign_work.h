// Comparing a table with its past where nothing but a restore brings the past back: on AWS, and on
// emulators of it. The way: say what it costs, ask, restore to scratch tables, compare, drop them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ops/command.h"
#include "ops/difference.h"
#include "ops/foreign_estimate.h"
#include "ops/interval.h"
#include "ops/selection.h"
#include "ops/table_keys.h"

namespace quondam::ops {

inline constexpr char kForeignGroup[] = "Where the endpoint is no Quondam, such as AWS";

struct ForeignFlags {
  bool yes = false;
  bool keep_scratch = false;
  int threads = 4;
};

// --keep-scratch, --threads.
void add_foreign_flags(CLI::App& command, ForeignFlags& flags);

struct ForeignWork {
  const std::string& table;
  const Interval& interval;
  const Selection& selection;
  const TableKeys& keys;
  const ForeignFlags& flags;
};

// Restores are to whole seconds: both ends, cut off.
Interval whole_seconds(const Interval& interval);

// What can be said before anything is done: what cannot be known there, and moments that cannot be
// restored.
struct ForeignPlan {
  ForeignSize size;
  ForeignEstimate estimate;
};
Outcome<ForeignPlan> plan_foreign(Session& session, const ForeignWork& work);

// Plans, prints the estimate to standard error, asks unless `work.flags.yes`, and tells every
// difference, one at a time, in no particular order. The scratch tables are dropped before it
// answers, also after a failure of `tell`. `name`: the command's.
Outcome<void> compare_foreign(Session& session, const ForeignWork& work, std::string_view name,
                              const std::function<Outcome<void>(const Difference&)>& tell);

}  // namespace quondam::ops
