// gzip and Zstandard, or neither, both ways in a stream: nothing is ever whole in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/byte_source.h"

namespace quondam {

enum class Compression { none, gzip, zstd };

// Compresses into members (gzip) or frames (Zstandard), which readers take one behind the other as
// one.
class Compressor {
 public:
  virtual ~Compressor() = default;
  // Appends to `out` what is compressed so far; the rest comes with the end of the member.
  virtual void add(std::string_view bytes, std::string& out) = 0;
  // Ends the member, which may be empty; the next bytes begin another one.
  virtual void end_member(std::string& out) = 0;
};

std::unique_ptr<Compressor> make_compressor(Compression compression);

// What `source` is when it is decompressed. next() answers ErrorCode::corruption for bytes that are
// not of that form, and for an end in the middle; a source without a byte is empty in every form.
// Several members or frames, one behind the other, are read as one.
std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> source, Compression compression);

}  // namespace quondam
