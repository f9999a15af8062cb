// Which keys are held by the transactions that would rather fail than wait for each other
// (Declared::contended). Exact keys, unlike an engine's striped locks: two transactions on
// different keys never conflict here.
#pragma once

#include <mutex>
#include <set>
#include <utility>

#include "engine/engine.h"

namespace quondam::engine {

class Contention {
 public:
  // Holds the exclusive keys of one such transaction; of any other it holds nothing.
  class Held {
   public:
    Held(Held&& other) noexcept;
    Held& operator=(Held&&) = delete;
    ~Held();

   private:
    friend class Contention;
    Held(Contention* contention, std::vector<std::pair<SpaceId, std::string>> keys)
        : contention_(contention), keys_(std::move(keys)) {}

    Contention* contention_;
    std::vector<std::pair<SpaceId, std::string>> keys_;
  };

  // conflict, and the positions in *declared.contended, when another one holds some of the keys.
  Result<Held> enter(const Declared& declared);

 private:
  std::mutex mutex_;
  std::set<std::pair<SpaceId, std::string>> held_;
};

}  // namespace quondam::engine
