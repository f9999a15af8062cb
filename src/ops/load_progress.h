// Up to where a file is loaded: every item before that byte is acknowledged by the endpoint. Kept
// in a small file beside it (FILE.load-state), gone when all of it is.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "ops/failure.h"

namespace quondam::ops {

struct LoadState {
  // What is being loaded where: the same must be asked for to go on.
  std::string table;
  std::string endpoint;
  std::string format;

  std::uint64_t offset = 0;  // into what is unpacked
  std::uint64_t items = 0;   // before it, but for those that were refused
};

std::string to_json(const LoadState& state);
Outcome<LoadState> read_load_state(const std::string& path);

// Items are acknowledged in any order; what counts is the first one that is not. Any thread.
class LoadProgress {
 public:
  explicit LoadProgress(LoadState state) : state_(std::move(state)) {}

  // An item, by the byte behind its line. Answers its number.
  std::uint64_t begin(std::uint64_t end_offset);
  // It is written, or was refused and is passed over.
  void acknowledge(std::uint64_t number, bool written);

  [[nodiscard]] LoadState state() const;
  // Also of those behind the first that is not acknowledged yet.
  [[nodiscard]] std::uint64_t written() const;
  [[nodiscard]] std::uint64_t passed_over() const;

 private:
  struct Line {
    std::uint64_t end_offset = 0;
    bool acknowledged = false;
    bool written = false;
  };

  mutable std::mutex mutex_;
  LoadState state_;
  std::uint64_t first_ = 0;  // the number of lines_.front()
  std::deque<Line> lines_;
  std::uint64_t written_ = 0;
  std::uint64_t passed_over_ = 0;
};

}  // namespace quondam::ops
