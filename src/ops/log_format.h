// How the server's log looks: lines for people, or JSON objects for programs. On standard error.
#pragma once

#include <string>

namespace quondam::ops {

// `format`: "text" or "json". `level`: "debug", "info", "warn", "error".
//
// A JSON line has `time` (ISO 8601, UTC, milliseconds), `level` and `message`; one about a request
// (level debug) has the members of `request` instead of a message: `Operation`, `Status`,
// `Milliseconds`, `Caller`.
void set_up_logging(const std::string& format, const std::string& level);

}  // namespace quondam::ops
