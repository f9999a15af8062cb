#include "ops/load_queue.h"

#include <chrono>
#include <functional>

namespace quondam::ops {
namespace {

constexpr std::size_t kMostLines = 25;
constexpr std::size_t kMostBatchBytes = 9 << 20;
// In a lane that is full, the reader waits.
constexpr std::size_t kMostLaneLines = 400;
constexpr std::size_t kMostLaneBytes = 32 << 20;
constexpr std::chrono::milliseconds kGlance{50};

}  // namespace

LoadQueue::LoadQueue(std::size_t threads) : lanes_(threads) {}

bool LoadQueue::add(LoadLine line, const std::atomic<bool>& ending) {
  std::unique_lock lock(mutex_);
  Lane& lane = lanes_[std::hash<std::string>()(line.key) % lanes_.size()];
  const auto has_room = [&] {
    return lane.lines.size() < kMostLaneLines && lane.bytes < kMostLaneBytes;
  };
  while (!changed_.wait_for(lock, kGlance, has_room))
    if (ending) return false;
  lane.bytes += line.item.size();
  lane.lines.push_back(std::move(line));
  if (lane.lines.size() % kMostLines == 0 || lane.bytes >= kMostBatchBytes) changed_.notify_all();
  return !ending;
}

void LoadQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::vector<LoadLine> LoadQueue::take_batch(std::size_t thread, const std::atomic<bool>& ending) {
  std::unique_lock lock(mutex_);
  Lane& lane = lanes_[thread];
  const auto has_batch = [&] {
    return closed_ || lane.lines.size() >= kMostLines || lane.bytes >= kMostBatchBytes;
  };
  while (!changed_.wait_for(lock, kGlance, has_batch))
    if (ending) return {};
  std::vector<LoadLine> batch;
  std::size_t bytes = 0;
  while (!lane.lines.empty() && batch.size() < kMostLines) {
    const std::size_t size = lane.lines.front().item.size();
    if (!batch.empty() && bytes + size > kMostBatchBytes) break;
    bytes += size;
    lane.bytes -= size;
    batch.push_back(std::move(lane.lines.front()));
    lane.lines.pop_front();
  }
  changed_.notify_all();
  return batch;
}

}  // namespace quondam::ops
