// The RocksDB engine in a temporary directory, on a file system that power can be cut from.
#pragma once

#include <memory>
#include <string>

#include "base/temporary_directory.h"
#include "engine/rocksdb/rocksdb_engine.h"
#include "engine/rocksdb/test_hooks.h"
#include "engine/testing/engine_harness.h"
#include "engine/testing/power_cut_file_system.h"

namespace quondam::engine::testing {

class RocksDbHarness final : public EngineHarness {
 public:
  // `options.directory` is ignored, and so is the file system of its hooks. Throws when the engine
  // does not open.
  explicit RocksDbHarness(SpaceRules rules, RocksDbOptions options = small_options());
  ~RocksDbHarness() override;

  [[nodiscard]] Engine& engine() override { return *engine_; }
  [[nodiscard]] ManualClock& clock() override { return clock_; }
  void restart() override;
  void power_cut() override;
  void lose_power() override;

  // Parts of a restart, for tests that do something between them.
  void close();
  Result<void> open();
  // Without a clean close.
  void close_after_power_loss();

  [[nodiscard]] rocks::TestHooks& hooks() { return *options_.hooks; }
  [[nodiscard]] PowerCutFileSystem& file_system() { return *file_system_; }
  // Where the engine lives: `db` and `clones` are in it.
  [[nodiscard]] const std::string& directory() const { return options_.directory; }

  // Small buffers, so that a few thousand writes flush and compact.
  static RocksDbOptions small_options();

 private:
  TemporaryDirectory temporary_;
  std::shared_ptr<PowerCutFileSystem> file_system_;
  ManualClock clock_{kTestEpoch_us};
  SpaceRules rules_;
  RocksDbOptions options_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace quondam::engine::testing
