// The seed of a randomised test: QUONDAM_SEED from the environment, else a new one for each
// process. Printed once, so that a failure can be repeated.
#pragma once

#include <cstdint>

namespace quondam::engine::testing {

std::uint64_t test_seed();

}  // namespace quondam::engine::testing
