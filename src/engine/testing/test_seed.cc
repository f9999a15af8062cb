#include "engine/testing/test_seed.h"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace quondam::engine::testing {

namespace {

std::uint64_t choose() {
  const char* given = std::getenv("QUONDAM_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::fprintf(stderr, "QUONDAM_SEED=%llu repeats this run's random choices\n",
               static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace

std::uint64_t test_seed() {
  static const std::uint64_t seed = choose();
  return seed;
}

}  // namespace quondam::engine::testing
