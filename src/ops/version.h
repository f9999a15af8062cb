#pragma once

namespace quondam::ops {

// The same as the project's in CMakeLists.txt.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace quondam::ops
