// A thread that does something again and again until its owner goes away: after a pause that the
// work itself chooses, or at once when it is woken.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace quondam {

class BackgroundWorker {
 public:
  using Pause = std::chrono::steady_clock::duration;
  // One round; answers how long to wait before the next.
  using Work = std::function<Pause()>;

  BackgroundWorker() = default;
  ~BackgroundWorker() { stop(); }
  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  // The first round begins at once.
  void start(Work work);
  // Waits for the round under way. An owner calls it before it destroys what the work uses.
  void stop();
  void wake();
  // Whether stop() waits: a long round looks at it now and then.
  [[nodiscard]] bool stopping() const { return stop_.stop_requested(); }

 private:
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool woken_ = false;
  std::thread thread_;
};

}  // namespace quondam
