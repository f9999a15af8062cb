#include "engine/rocksdb/key_locks.h"

#include <algorithm>
#include <functional>
#include <string_view>

namespace quondam::engine::rocks {

namespace {

std::size_t hash_of(const Key& key) {
  const std::size_t hash = std::hash<std::string_view>{}(key.bytes);
  return hash ^ (key.space * 0x9e3779b97f4a7c15ULL);
}

}  // namespace

void KeyLocks::Lock::take_shared() {
  std::uint32_t seen = state_.load(std::memory_order_relaxed);
  while (true) {
    if ((seen & (kWriter | kWriterWaits)) != 0) {
      state_.wait(seen);
      seen = state_.load(std::memory_order_relaxed);
    } else if (state_.compare_exchange_weak(seen, seen + 1, std::memory_order_acquire)) {
      return;
    }
  }
}

void KeyLocks::Lock::take_exclusive() {
  std::uint32_t seen = state_.load(std::memory_order_relaxed);
  while (true) {
    if ((seen & ~kWriterWaits) == 0) {
      // Other writers that wait say so again when they wake.
      if (state_.compare_exchange_weak(seen, kWriter, std::memory_order_acquire)) return;
    } else if ((seen & kWriterWaits) == 0) {
      state_.compare_exchange_weak(seen, seen | kWriterWaits, std::memory_order_relaxed);
    } else {
      state_.wait(seen);
      seen = state_.load(std::memory_order_relaxed);
    }
  }
}

void KeyLocks::Lock::release_shared() {
  const std::uint32_t before = state_.fetch_sub(1, std::memory_order_release);
  if (before == (kWriterWaits | 1)) state_.notify_all();
}

void KeyLocks::Lock::release_exclusive() {
  state_.store(0, std::memory_order_release);
  state_.notify_all();
}

KeyLocks::Held::Held(KeyLocks& locks, const Declared& declared) : locks_(locks) {
  stripes_.reserve(declared.exclusive.size() + declared.shared.size());
  for (const Key& key : declared.exclusive) stripes_.push_back({hash_of(key) % kStripes, true});
  for (const Key& key : declared.shared) stripes_.push_back({hash_of(key) % kStripes, false});
  std::sort(stripes_.begin(), stripes_.end(), [](const Stripe& a, const Stripe& b) {
    return a.index != b.index ? a.index < b.index : a.exclusive > b.exclusive;
  });
  // Of one stripe's entries the exclusive one came first and stays.
  stripes_.erase(std::unique(stripes_.begin(), stripes_.end(),
                             [](const Stripe& a, const Stripe& b) { return a.index == b.index; }),
                 stripes_.end());
  for (const Stripe& stripe : stripes_) {
    Lock& lock = locks_.stripes_[stripe.index];
    if (stripe.exclusive) {
      lock.take_exclusive();
    } else {
      lock.take_shared();
    }
  }
}

KeyLocks::Held::~Held() {
  for (const Stripe& stripe : stripes_) {
    Lock& lock = locks_.stripes_[stripe.index];
    if (stripe.exclusive) {
      lock.release_exclusive();
    } else {
      lock.release_shared();
    }
  }
}

}  // namespace quondam::engine::rocks
