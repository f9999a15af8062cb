// Test support: an object out of a string, in pieces of a chosen size; and an object's bytes.
#pragma once

#include "export/object_store.h"

namespace quondam::exporting::testing {

class StringObject final : public ObjectReader {
 public:
  explicit StringObject(std::string bytes, std::size_t piece = 1)
      : bytes_(std::move(bytes)), piece_(piece) {}

  Result<std::string_view> next() override {
    const std::string_view given = std::string_view(bytes_).substr(at_, piece_);
    at_ += given.size();
    return given;
  }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

inline Result<std::string> read_all(ObjectReader& object) {
  std::string all;
  while (true) {
    QUONDAM_ASSIGN(const std::string_view more, object.next());
    if (more.empty()) return all;
    all.append(more);
  }
}

}  // namespace quondam::exporting::testing
