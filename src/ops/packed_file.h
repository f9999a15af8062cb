// Files of lines, packed or not: gzip when the name ends in .gz, Zstandard when it ends in .zst.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/compression.h"
#include "ops/failure.h"

namespace quondam::ops {

Compression compression_of(std::string_view path);

// The lines of a file or of standard input, unpacked.
class LineReader {
 public:
  // "-": standard input, which is not packed.
  static Outcome<std::unique_ptr<LineReader>> open(const std::string& path);
  virtual ~LineReader() = default;

  // The next line without its end, valid until the next call; false at the end. A line may have 16
  // MB, which is more than an item can take.
  virtual Outcome<bool> next(std::string_view& line) = 0;
  // Where the next line begins, in bytes of what is unpacked.
  [[nodiscard]] virtual std::uint64_t offset() const = 0;
  // Goes to such a place, forwards.
  virtual Outcome<void> skip_to(std::uint64_t offset) = 0;
  // How much of the file has been read, and how much there is; both 0 when it is not known.
  [[nodiscard]] virtual std::uint64_t read_bytes() const = 0;
  [[nodiscard]] virtual std::uint64_t file_bytes() const = 0;
};

}  // namespace quondam::ops
