// One piece of work in several threads, each with a connection of its own, under the eyes of the
// thread that started them.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "ops/client.h"
#include "ops/failure.h"
#include "ops/interruption.h"

namespace quondam::ops {

// Runs work(client, n) for n from 0 to threads - 1. Meanwhile `watch` is called about ten times a
// second by this thread. The first failure, of a worker or of watch, ends all of them
// (interruption.ending()) and is answered.
Outcome<void> run_parallel(const ConnectionSettings& settings, std::size_t threads,
                           Interruption& interruption,
                           const std::function<Outcome<void>(Client& client, std::size_t n)>& work,
                           const std::function<Outcome<void>()>& watch);

}  // namespace quondam::ops
