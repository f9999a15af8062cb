// Striped locks over keys: a transaction holds the stripes of the keys it declares, from before its
// commit time is taken until its writes are visible. Two keys of one stripe wait for each other
// without need; that is all they do.
//
// No deadlock: a transaction takes all its stripes at once, each one once, in rising order. A
// writer that waits is not overtaken by new readers, so a change of settings gets its turn among
// writes that never pause. Who releases need not be who took: a submitted transaction is taken by
// its caller's thread and ended by the committing one.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/engine.h"

namespace quondam::engine::rocks {

class KeyLocks {
 public:
  // Holds what it locked until it is destroyed.
  class Held {
   public:
    Held(KeyLocks& locks, const Declared& declared);
    ~Held();
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    struct Stripe {
      std::size_t index;
      bool exclusive;
    };
    KeyLocks& locks_;
    std::vector<Stripe> stripes_;
  };

 private:
  // One word: the number of readers, whether a writer holds it, and whether one waits.
  class Lock {
   public:
    void take_shared();
    void take_exclusive();
    void release_shared();
    void release_exclusive();

   private:
    static constexpr std::uint32_t kWriter = 1U << 31;
    static constexpr std::uint32_t kWriterWaits = 1U << 30;
    std::atomic<std::uint32_t> state_{0};
  };

  static constexpr std::size_t kStripes = 8192;
  std::array<Lock, kStripes> stripes_;
};

}  // namespace quondam::engine::rocks
