#include "operations/commit_gate.h"

namespace quondam::operations {

engine::Engine::Done CommitGate::hold() {
  ++held_;
  return [gate = shared_from_this()](const Result<engine::CommitTime>& committed) {
    if (!committed) {
      const std::lock_guard lock(gate->mutex_);
      gate->durable_ = tl::unexpected(committed.error());
    }
    gate->let_go();
  };
}

void CommitGate::let_go() {
  if (--held_ == 0) open_(std::move(durable_));
}

}  // namespace quondam::operations
