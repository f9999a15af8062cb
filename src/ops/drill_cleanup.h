// `quondam drill cleanup`: drops what interrupted drills have left behind, and nothing else.
#pragma once

#include <string>

#include "ops/command.h"

namespace quondam::ops {

struct CleanupFlags {
  bool dry_run = false;
  // Of drills that were begun elsewhere: "1d", "2h30m".
  std::string older_than = "1d";
};

Outcome<int> clean_up_drills(Session& session, const CleanupFlags& flags);

}  // namespace quondam::ops
