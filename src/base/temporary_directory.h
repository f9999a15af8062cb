// A directory that is removed, with all that is in it, when its owner is destroyed.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace quondam {

class TemporaryDirectory {
 public:
  // Below the system's directory for temporary files. The name begins with `prefix`.
  static Result<TemporaryDirectory> create(std::string_view prefix);

  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace quondam
