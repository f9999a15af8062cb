// Joins a request's answer with the commit that it must not be sent before: the answer is made
// while the disk syncs.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "engine/engine.h"

namespace quondam::operations {

class CommitGate : public std::enable_shared_from_this<CommitGate> {
 public:
  // Called once, by whoever comes last: the thread that made the answer, or the engine's.
  using Open = std::function<void(Result<void> durable)>;

  explicit CommitGate(Open open) : open_(std::move(open)) {}

  // Keeps the gate closed until it is called; for Engine::submit.
  [[nodiscard]] engine::Engine::Done hold();
  // The answer is ready.
  void ready() { let_go(); }

 private:
  void let_go();

  Open open_;
  std::atomic<int> held_{1};  // by the answer
  std::mutex mutex_;
  Result<void> durable_;
};

}  // namespace quondam::operations
