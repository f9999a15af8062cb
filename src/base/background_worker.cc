#include "base/background_worker.h"

#include "base/thread_priority.h"

namespace quondam {

void BackgroundWorker::start(Work work) {
  thread_ = std::thread([this, work = std::move(work)] {
    give_way_to_requests();
    while (!stopping()) {
      const Pause pause = work();
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop_.get_token(), pause, [this] { return woken_; });
      woken_ = false;
    }
  });
}

void BackgroundWorker::stop() {
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void BackgroundWorker::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wake_.notify_one();
}

}  // namespace quondam
