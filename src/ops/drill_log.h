// The drill log: one line for each restore drill that was begun, on this machine, for good. What
// `drill` appends to, `drill report` reads, and policies that want a recent drill look at.
//
// The file is QUONDAM_DRILL_LOG, else $XDG_STATE_HOME/quondam/drills.ndjson, else
// ~/.local/state/quondam/drills.ndjson. A line is a JSON object (docs/cli.md, "drill").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ops/failure.h"

namespace quondam::ops {

struct Drill {
  std::string endpoint;
  std::string table_name;
  std::string table_arn;
  std::string started_at;    // ISO 8601, by this machine's clock
  std::string restore_time;  // ISO 8601; what was restored to
  std::string result;        // "PASSED", "FAILED"
  // Items that were found equal in the restored table and in what it was compared with.
  std::uint64_t items_compared = 0;
  std::uint64_t differences = 0;
  double restore_seconds = 0;  // from the request until ACTIVE
  double compare_seconds = 0;
  std::string caller;  // the access key id
  // "PAST_VIEW": the source as it was at that moment; "PRESENT": the source as it is, which proves
  // what was not changed since; empty: it did not come to a comparison.
  std::string compared_with = {};
  std::string message = {};  // why it failed
};

// One JSON object without its end of line.
std::string to_json(const Drill& drill);

// The oldest first; none when there is no log. A failure when a line cannot be read: a report must
// not leave out what it does not understand. A last line without an end is one that was cut off.
Outcome<std::vector<Drill>> read_drill_log();
// Appends and syncs. Several at once, also of several processes, do not mix.
Outcome<void> append_drill(const Drill& drill);

// Where it is.
Outcome<std::string> drill_log_path();

}  // namespace quondam::ops
