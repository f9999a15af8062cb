// By what the scratch table of a drill is known: its name and its tags. And whether the drill that
// made it still runs.
#pragma once

#include <string>
#include <string_view>

#include "ops/scratch_table.h"

namespace quondam::ops {

inline constexpr std::string_view kDrillPrefix = "quondam-drill-";
inline constexpr std::string_view kDrillTag = "quondam:drill-of";
inline constexpr std::string_view kDrillRunTag = "quondam:drill-run";

// Of a drill of this process.
ScratchPurpose drill_purpose();
// Whether ScratchTable gives a restore of `source` such a name.
bool is_drill_name(std::string_view name, std::string_view source);

// The value of kDrillRunTag: "host/boot/namespace/pid/start". The process, so that no other one
// is taken for it, neither after a restart of the machine nor in another container.
std::string this_run();
enum class RunState {
  running,
  ended,
  elsewhere,  // on another machine, or before this one was started: nobody here can tell
};
RunState state_of_run(std::string_view run);

}  // namespace quondam::ops
