#include "server/work_pool.h"

namespace quondam::server {

WorkPool::WorkPool(std::size_t threads) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkPool::~WorkPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkPool::enqueue(std::unique_ptr<Task> task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    wake = wake_another();
  }
  if (wake) wake_.notify_one();
}

bool WorkPool::wake_another() {
  if (waking_ || idle_ == 0 || tasks_.empty()) return false;
  waking_ = true;
  return true;
}

void WorkPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
    --idle_;
    waking_ = false;
    if (tasks_.empty()) return;
    std::unique_ptr<Task> task = std::move(tasks_.front());
    tasks_.pop_front();
    const bool wake = wake_another();
    lock.unlock();
    if (wake) wake_.notify_one();
    task->run();
    task.reset();  // outside the lock: it may be the last to hold a connection
    lock.lock();
  }
}

}  // namespace quondam::server
