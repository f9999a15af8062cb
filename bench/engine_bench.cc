// What the RocksDB engine does in a second on this machine's disk. Not a test: `cmake --build ...
// --target engine_bench`, then run it; QUONDAM_BENCH_DIRECTORY names the directory to work in (on
// the disk to be measured).
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/coding.h"
#include "engine/rocksdb/rocksdb_engine.h"

namespace quondam::engine {
namespace {

constexpr std::size_t kItemBytes = 1024;
constexpr std::uint64_t kItems = 1'000'000;

// An engine in a new directory, shared by the threads of one benchmark.
class BenchEngine {
 public:
  BenchEngine() {
    const char* base = std::getenv("QUONDAM_BENCH_DIRECTORY");
    std::string pattern = std::string(base != nullptr ? base : ".") + "/engine-bench-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    directory_ = pattern;
    RocksDbOptions options;
    options.directory = directory_ + "/data";
    auto opened = open_rocksdb(options, {}, clock_);
    if (!opened) throw std::runtime_error(opened.error().message);
    engine_ = *std::move(opened);
    if (!engine_->create_space(kFirstFreeSpace)) throw std::runtime_error("create_space failed");
  }
  ~BenchEngine() {
    engine_.reset();
    std::filesystem::remove_all(directory_);
  }
  BenchEngine(const BenchEngine&) = delete;
  BenchEngine& operator=(const BenchEngine&) = delete;

  Engine& operator*() { return *engine_; }

 private:
  SystemClock clock_;
  std::string directory_;
  std::unique_ptr<Engine> engine_;
};

std::unique_ptr<BenchEngine> shared_engine;

Key item_key(std::uint64_t number) {
  Key key{.space = kFirstFreeSpace, .partition = number, .bytes = {}};
  append_u64(key.bytes, number * 0x9e3779b97f4a7c15ULL);
  return key;
}

std::string random_value(std::mt19937_64& random) {
  std::string value;
  while (value.size() < kItemBytes / 2) append_u64(value, random());
  value.resize(kItemBytes, 'x');
  return value;
}

void put_one(Engine& engine, std::uint64_t number, std::string value) {
  const Key key = item_key(number);
  const Key settings{.space = kCatalogSpace, .partition = 0, .bytes = "settings"};
  const auto done = engine.transact({.exclusive = {key}, .shared = {settings}},
                                    [&](Transaction& transaction) -> Result<void> {
                                      QUONDAM_TRY(transaction.get(key));
                                      transaction.put(key, value);
                                      return {};
                                    });
  if (!done) throw std::runtime_error(done.error().message);
}

// Synced commits of one 1 KB put each, of random keys.
void synced_puts(benchmark::State& state) {
  std::mt19937_64 random(static_cast<std::uint64_t>(state.thread_index()));
  for (auto _ : state) put_one(**shared_engine, random() % kItems, random_value(random));
  state.SetItemsProcessed(state.iterations());
}

void gets(benchmark::State& state) {
  std::mt19937_64 random(static_cast<std::uint64_t>(state.thread_index()));
  for (auto _ : state) {
    auto value = (**shared_engine).get(item_key(random() % 10'000));
    benchmark::DoNotOptimize(value);
  }
  state.SetItemsProcessed(state.iterations());
}

void fresh(const benchmark::State&) {
  shared_engine = std::make_unique<BenchEngine>();
}

void filled(const benchmark::State& state) {
  fresh(state);
  std::vector<std::thread> threads;
  for (std::uint64_t thread = 0; thread < 64; ++thread) {
    threads.emplace_back([thread] {
      std::mt19937_64 random(thread);
      for (std::uint64_t i = thread; i < 10'000; i += 64) {
        put_one(**shared_engine, i, random_value(random));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void gone(const benchmark::State&) {
  shared_engine.reset();
}

BENCHMARK(synced_puts)
    ->Setup(fresh)
    ->Teardown(gone)
    ->Threads(1)
    ->Threads(8)
    ->Threads(64)
    ->UseRealTime();
BENCHMARK(gets)->Setup(filled)->Teardown(gone)->Threads(1)->Threads(2)->Threads(64)->UseRealTime();

// A clone of a space of `range(0)` items, none of them in memory but 1,000.
void clone(benchmark::State& state) {
  BenchEngine engine;
  std::vector<std::thread> threads;
  const auto items = static_cast<std::uint64_t>(state.range(0));
  for (std::uint64_t thread = 0; thread < 64; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937_64 random(thread);
      for (std::uint64_t i = thread; i < items; i += 64) {
        put_one(*engine, i, random_value(random));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (!(*engine).reclaim(kFirstFreeSpace)) throw std::runtime_error("reclaim failed");
  SpaceId target = kFirstFreeSpace;
  std::mt19937_64 random(1);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<std::thread> writers;
    for (std::uint64_t thread = 0; thread < 10; ++thread) {
      writers.emplace_back([&, thread] {
        std::mt19937_64 own(thread);
        for (int i = 0; i < 100; ++i) put_one(*engine, own() % items, random_value(own));
      });
    }
    for (std::thread& writer : writers) writer.join();
    state.ResumeTiming();
    const auto cloned = (*engine).clone(kFirstFreeSpace, ++target);
    if (!cloned) throw std::runtime_error(cloned.error().message);
    state.PauseTiming();
    if (!(*engine).drop_space(target)) throw std::runtime_error("drop_space failed");
    state.ResumeTiming();
  }
}
BENCHMARK(clone)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Iterations(10)->UseRealTime()->Unit(
    benchmark::kMillisecond);

}  // namespace
}  // namespace quondam::engine

BENCHMARK_MAIN();
