// gzip for what is exported; gzip and Zstandard, or neither, for what is imported. Both ways in a
// stream: an object is never whole in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "export/object_store.h"

namespace quondam::exporting {

enum class Compression { none, gzip, zstd };

// Compresses what is appended, as one gzip member.
class GzipEncoder {
 public:
  GzipEncoder();
  ~GzipEncoder();
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;

  // Appends to `out` what is compressed so far; the rest comes with finish().
  void append(std::string_view bytes, std::string& out);
  void finish(std::string& out);

 private:
  struct Stream;
  void deflate(std::string_view bytes, int flush, std::string& out);

  std::unique_ptr<Stream> stream_;
};

// An object, decompressed. next() answers ErrorCode::corruption for bytes that are not of that
// form, and for an end in the middle; an object without a byte is empty in every form. Several
// members or frames, one behind the other, are read as one.
Result<std::unique_ptr<ObjectReader>> decompress(std::unique_ptr<ObjectReader> source,
                                                 Compression compression);

}  // namespace quondam::exporting
