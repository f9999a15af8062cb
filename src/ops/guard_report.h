// What `guard` says at its end: all of it on standard error, because standard output is the
// command's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/child_process.h"
#include "ops/deleted_tables.h"
#include "ops/guarded_span.h"

namespace quondam::ops {

struct GuardReport {
  std::vector<std::string> command;
  ChildEnd end;
  double seconds = 0;
  std::string point;  // empty: the endpoint has no restore points
  GuardedSpan span;
  bool foreign = false;
  std::vector<std::string> tables;    // that were watched over
  std::vector<TableChanges> changes;  // of those, what changed; on a Quondam
  std::vector<std::string> created;   // by whomever, in the span
  std::vector<DeletedTable> deleted;  // without an id: it cannot be brought back
  std::vector<Undo> undone;
  // What guard itself could not do; the command's exit code stands all the same.
  std::vector<Failure> failures;
  // The commands that undo what changed, one a table, and that show it where guard cannot.
  std::vector<std::string> undo_commands;
  std::vector<std::string> diff_commands;
};

// {"Command", "ExitCode", ...} (docs/cli.md).
std::string to_json(const GuardReport& report);
// Lines for people.
std::string report_text(const GuardReport& report, const Paint& paint);

}  // namespace quondam::ops
