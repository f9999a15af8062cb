#include "ops/parallel.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace quondam::ops {
namespace {

struct Workers {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t running = 0;
  std::optional<Failure> failure;

  void keep(Failure why) {
    if (!failure) failure = std::move(why);
  }
};

}  // namespace

Outcome<void> run_parallel(const ConnectionSettings& settings, std::size_t threads,
                           Interruption& interruption,
                           const std::function<Outcome<void>(Client& client, std::size_t n)>& work,
                           const std::function<Outcome<void>()>& watch) {
  constexpr std::chrono::milliseconds kGlance{100};
  Workers workers;
  workers.running = threads;
  std::vector<std::thread> started;
  started.reserve(threads);
  for (std::size_t n = 0; n < threads; ++n) {
    started.emplace_back([&, n] {
      Client client(settings);
      auto done = work(client, n);
      const std::lock_guard lock(workers.mutex);
      if (!done) {
        workers.keep(std::move(done).error());
        interruption.end();
      }
      --workers.running;
      workers.changed.notify_one();
    });
  }
  std::unique_lock lock(workers.mutex);
  while (workers.running > 0) {
    workers.changed.wait_for(lock, kGlance, [&] { return workers.running == 0; });
    lock.unlock();
    interruption.requested();
    auto watched = watch();
    lock.lock();
    if (watched) continue;
    workers.keep(std::move(watched).error());
    interruption.end();
  }
  lock.unlock();
  for (std::thread& thread : started) thread.join();
  if (workers.failure) return tl::unexpected<Failure>(*std::move(workers.failure));
  return {};
}

}  // namespace quondam::ops
