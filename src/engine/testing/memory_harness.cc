// The memory engines under test. The store outlives the engine, as a disk does; a commit is durable
// as soon as it is visible, so that a power cut loses nothing but the clock's progress beyond its
// lease.
#include <memory>
#include <utility>

#include "engine/memory/memory_engine.h"
#include "engine/memory/memory_store.h"
#include "engine/memory/sharded_engine.h"
#include "engine/testing/engine_harness.h"
#include "engine/testing/test_seed.h"

namespace quondam::engine::testing {

namespace {

constexpr std::size_t kShards = 3;

template <typename EngineType>
class MemoryHarness final : public EngineHarness {
 public:
  MemoryHarness(std::size_t shards, SpaceRules rules) : store_(shards), rules_(std::move(rules)) {
    open();
  }

  [[nodiscard]] Engine& engine() override { return *engine_; }
  [[nodiscard]] ManualClock& clock() override { return clock_; }

  void restart() override {
    engine_->close();
    open();
  }

  void power_cut() override {
    clock_.reboot();
    store_.restore_power();
    open();
  }

  void lose_power() override { store_.lose_power(); }

 private:
  void open() {
    engine_.reset();
    engine_ = std::make_unique<EngineType>(store_, clock_, rules_, test_seed() + opened_++);
  }

  ManualClock clock_{kTestEpoch_us};
  MemoryStore store_;
  SpaceRules rules_;
  std::uint64_t opened_ = 0;
  std::unique_ptr<EngineType> engine_;
};

}  // namespace

EngineKind memory_engine() {
  return {"memory", [](SpaceRules rules) {
            return std::make_unique<MemoryHarness<MemoryEngine>>(1, std::move(rules));
          }};
}

EngineKind sharded_engine() {
  return {"sharded", [](SpaceRules rules) {
            return std::make_unique<MemoryHarness<ShardedEngine>>(kShards, std::move(rules));
          }};
}

}  // namespace quondam::engine::testing
