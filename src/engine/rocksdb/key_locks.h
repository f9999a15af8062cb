// Striped locks over keys: a transaction holds the stripes of the keys it declares, from before its
// commit time is taken until its writes are visible. Two keys of one stripe wait for each other
// without need; that is all they do.
//
// No deadlock: a transaction takes all its stripes at once, each one once, in rising order. A
// writer that waits is not overtaken by new readers, so a change of settings gets its turn among
// writes that never pause.
#pragma once

#include <pthread.h>

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace quondam::engine::rocks {

class KeyLocks {
 public:
  KeyLocks();
  ~KeyLocks();
  KeyLocks(const KeyLocks&) = delete;
  KeyLocks& operator=(const KeyLocks&) = delete;

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
  static constexpr std::size_t kStripes = 8192;
  std::array<pthread_rwlock_t, kStripes> stripes_;
};

}  // namespace quondam::engine::rocks
