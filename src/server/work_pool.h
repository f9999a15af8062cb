// The threads that may wait: for the disk, or for another write of the same key. There are many
// more than processors. A burst of tasks wakes them one after another, each when the last one has
// begun, so that short tasks are done by few threads without a wake-up each.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace quondam::server {

class WorkPool {
 public:
  explicit WorkPool(std::size_t threads);
  // Does what was submitted, then ends.
  ~WorkPool();

  // std::function would ask for copies.
  template <typename Function>
  void submit(Function function) {
    enqueue(std::make_unique<TaskOf<Function>>(std::move(function)));
  }

 private:
  struct Task {
    virtual ~Task() = default;
    virtual void run() = 0;
  };
  template <typename Function>
  struct TaskOf final : Task {
    explicit TaskOf(Function f) : function(std::move(f)) {}
    void run() override { function(); }
    Function function;
  };

  void enqueue(std::unique_ptr<Task> task);
  void work();
  // Whether somebody is to be woken now. mutex_ held.
  bool wake_another();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Task>> tasks_;
  std::size_t idle_ = 0;
  bool waking_ = false;  // somebody was woken and has not begun yet
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace quondam::server
