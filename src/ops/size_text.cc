#include "ops/size_text.h"

#include <fmt/format.h>

#include <string_view>

namespace quondam::ops {

std::string size_text(std::uint64_t bytes) {
  constexpr double kStep = 1000;
  double size = static_cast<double>(bytes);
  if (size < kStep) return fmt::format("{} B", bytes);
  std::string_view unit;
  for (const std::string_view larger : {"kB", "MB", "GB", "TB"}) {
    if (size < kStep) break;
    size /= kStep;
    unit = larger;
  }
  return fmt::format("{:.1f} {}", size, unit);
}

}  // namespace quondam::ops
