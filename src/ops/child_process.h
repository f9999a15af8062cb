// A command that is run in the middle of one of ours, as if it were run alone: with our standard
// streams and environment, and with the signals that are meant for it.
#pragma once

#include <string>
#include <vector>

#include "ops/failure.h"

namespace quondam::ops {

struct ChildEnd {
  // As a shell has it: the command's own, or 128 and the signal that ended it.
  int exit_code = 0;
  int signal = 0;  // 0: it ended by itself
};

// Waits for its end. SIGINT, SIGTERM, SIGHUP and SIGQUIT go to the command, which decides what
// becomes of them; what a terminal sends to both is not sent twice. A command that cannot be run is
// a failure with a shell's exit code: 127 when there is none of that name, else 126. By the thread
// that began the program, while no other thread takes signals.
Outcome<ChildEnd> run_child(const std::vector<std::string>& command);

}  // namespace quondam::ops
