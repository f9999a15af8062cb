// Where exports go and imports come from: buckets of objects, as S3 has them. The seam is small so
// that a real S3 endpoint can stand behind it; what is here keeps each bucket in a folder.
//
// An object is there as a whole or not at all: what was not finished is invisible to list() and
// read(), also after a crash.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"

namespace quondam::exporting {

// Writes one object. Destroyed before finish(), it leaves nothing behind.
class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;
  virtual Result<void> append(std::string_view bytes) = 0;
  // Durable, and visible, when it returns; the last call.
  virtual Result<void> finish() = 0;
};

// Reads one object from its beginning.
using ObjectReader = ByteSource;

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  [[nodiscard]] virtual Result<bool> has_bucket(std::string_view bucket) const = 0;
  // Replaces an object of the same key. Errors of all four: not_found for a missing bucket or
  // object, validation for a key that the store cannot hold, io_error, no_space.
  virtual Result<std::unique_ptr<ObjectWriter>> put(std::string_view bucket,
                                                    std::string_view key) = 0;
  // The keys that begin with `prefix`, in byte order.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(std::string_view bucket,
                                                              std::string_view prefix) const = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<ObjectReader>> read(std::string_view bucket,
                                                                   std::string_view key) const = 0;
  // Removes the object, and what a crash left of a put of it. Answers whether there was anything.
  virtual Result<bool> remove(std::string_view bucket, std::string_view key) = 0;
};

// Bucket b is the folder root/b, which somebody else makes. The parts of a key, divided by '/', are
// folders and a file; no part may be "..", and none may begin as the store's temporary files do.
std::unique_ptr<ObjectStore> open_folder_store(std::filesystem::path root);

// Whether a folder can hold this key; `validation` and why not.
Result<void> check_folder_key(std::string_view key);

}  // namespace quondam::exporting
