// Moments as people and programs write them: ISO 8601 with a time zone, or seconds since the epoch.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace quondam {

// "2026-11-22T19:00:00Z", "2026-11-22T20:00:00.250+01:00", "1795374000", "1795374000.25", in
// microseconds since the epoch; digits beyond them are cut off. A moment without a time zone is
// nobody's. Errors: ErrorCode::validation.
Result<Micros> parse_moment(std::string_view text);

// "2026-11-22T19:00:00Z", with as many digits of a second as it takes: none, three, or six.
std::string moment_text(Micros moment_us);

}  // namespace quondam
