// Snapshots and cursors over a MemoryStore.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "engine/engine.h"
#include "engine/memory/memory_store.h"

namespace quondam::engine {

class MemorySnapshot final : public Snapshot {
 public:
  enum class Pinning {
    at_once,   // one moment for the whole store
    on_touch,  // a moment for each shard: when it is first read
  };

  MemorySnapshot(MemoryStore& store, Pinning pinning);

  [[nodiscard]] Result<std::optional<std::string>> get(const Key& key) const override;
  [[nodiscard]] Result<std::unique_ptr<Cursor>> cursor(const Range& range) const override;

 private:
  [[nodiscard]] Pins::Pin pinned(std::size_t shard) const;

  MemoryStore& store_;
  mutable std::mutex mutex_;
  mutable std::vector<Pins::Pin> pins_;  // null: not yet pinned
};

}  // namespace quondam::engine
