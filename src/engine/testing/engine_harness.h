// Test support: one engine of some kind, its clock, and the ways in which it can stop. The contract
// test, the timeline's property test and the simulation run over all_engines().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/engine.h"

namespace quondam::engine::testing {

class EngineHarness {
 public:
  virtual ~EngineHarness() = default;
  [[nodiscard]] virtual Engine& engine() = 0;
  [[nodiscard]] virtual ManualClock& clock() = 0;
  // A clean close, then open. References to the old engine, its snapshots and cursors must be gone.
  virtual void restart() = 0;
  // A power cut: everything that was not synced is lost; then open. As restart() for references.
  virtual void power_cut() = 0;
  // The power fails under load: from now on nothing reaches the disk and commits end in an error,
  // until power_cut() comes back from it. Other threads may be using the engine.
  virtual void lose_power() = 0;
};

struct EngineKind {
  std::string name;  // "memory", "sharded", "rocksdb"
  std::function<std::unique_ptr<EngineHarness>(SpaceRules)> make;
};

// Where every harness's clock starts.
inline constexpr Micros kTestEpoch_us = 1'760'000'000ULL * kMicrosPerSecond;

std::vector<EngineKind> all_engines();

EngineKind memory_engine();
EngineKind sharded_engine();
EngineKind rocksdb_engine();

}  // namespace quondam::engine::testing
