// Sizes as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace quondam::ops {

// "1.5 MB": of powers of 1,000, one digit behind the point.
std::string size_text(std::uint64_t bytes);

}  // namespace quondam::ops
