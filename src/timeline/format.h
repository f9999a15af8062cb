// The version of everything the timeline stores (docs/formats/timeline.md). One number for a
// database, checked before anything else is read.
#pragma once

#include "engine/engine.h"

namespace quondam::timeline {

inline constexpr std::uint32_t kFormatVersion = 1;

// Marks a new database with the version; corruption when an existing one has another, with what to
// do.
Result<void> check_format(engine::Engine& engine);

}  // namespace quondam::timeline
