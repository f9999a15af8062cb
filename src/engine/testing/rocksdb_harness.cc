#include "engine/testing/rocksdb_harness.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

namespace quondam::engine::testing {

RocksDbOptions RocksDbHarness::small_options() {
  RocksDbOptions options;
  options.block_cache_bytes = 8U << 20;
  options.state_write_buffer_bytes = 256U << 10;
  options.shared_write_buffer_bytes = 256U << 10;
  options.open_files = 200;
  options.reserve_bytes = 0;
  return options;
}

RocksDbHarness::RocksDbHarness(SpaceRules rules, RocksDbOptions options)
    : temporary_(TemporaryDirectory::create("quondam-engine").value()),
      rules_(std::move(rules)),
      options_(std::move(options)) {
  const std::string root = (temporary_.path() / "disk").string();
  std::filesystem::create_directory(root);
  file_system_ = std::make_shared<PowerCutFileSystem>(root);
  options_.directory = root + "/data";
  if (!options_.hooks) options_.hooks = std::make_shared<rocks::TestHooks>();
  options_.hooks->file_system = file_system_;
  if (const auto opened = open(); !opened) throw std::runtime_error(opened.error().message);
}

RocksDbHarness::~RocksDbHarness() {
  engine_.reset();
  options_.hooks->file_system.reset();
}

Result<void> RocksDbHarness::open() {
  QUONDAM_ASSIGN(engine_, open_rocksdb(options_, rules_, clock_));
  return {};
}

void RocksDbHarness::close() {
  engine_.reset();
}

void RocksDbHarness::restart() {
  close();
  if (const auto opened = open(); !opened) throw std::runtime_error(opened.error().message);
}

void RocksDbHarness::lose_power() {
  file_system_->lose_power();
}

void RocksDbHarness::close_after_power_loss() {
  lose_power();
  close();
  clock_.reboot();
  file_system_->restore_power();
}

void RocksDbHarness::power_cut() {
  close_after_power_loss();
  if (const auto opened = open(); !opened) throw std::runtime_error(opened.error().message);
}

EngineKind rocksdb_engine() {
  return {"rocksdb",
          [](SpaceRules rules) { return std::make_unique<RocksDbHarness>(std::move(rules)); }};
}

}  // namespace quondam::engine::testing
