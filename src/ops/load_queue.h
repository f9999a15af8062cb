// Lines of a file on their way to the threads that write them. All lines of one key go to the same
// thread, in the order of the file, so that the last one wins.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace quondam::ops {

struct LoadLine {
  std::uint64_t number = 0;        // LoadProgress's
  std::uint64_t begin_offset = 0;  // for messages
  std::string key;                 // the key's JSON
  std::string item;                // the item's JSON
};

class LoadQueue {
 public:
  explicit LoadQueue(std::size_t threads);

  // Waits for room. False when the work is ending.
  bool add(LoadLine line, const std::atomic<bool>& ending);
  // There will be no more.
  void close();
  // Up to 25 lines for this thread, at most 9 MB: as much as a BatchWriteItem takes. Waits until
  // there is a full batch, or no more; empty at the end.
  std::vector<LoadLine> take_batch(std::size_t thread, const std::atomic<bool>& ending);

 private:
  struct Lane {
    std::deque<LoadLine> lines;
    std::size_t bytes = 0;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Lane> lanes_;
  bool closed_ = false;
};

}  // namespace quondam::ops
