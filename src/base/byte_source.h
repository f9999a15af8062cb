// Bytes that come piece by piece: of a file, of an object, unpacked from either.
#pragma once

#include <string_view>

#include "base/result.h"

namespace quondam {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The next bytes, valid until the next call; empty at the end.
  virtual Result<std::string_view> next() = 0;
};

}  // namespace quondam
