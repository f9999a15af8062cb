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

KeyLocks::KeyLocks() {
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
  pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  for (pthread_rwlock_t& stripe : stripes_) pthread_rwlock_init(&stripe, &attributes);
  pthread_rwlockattr_destroy(&attributes);
}

KeyLocks::~KeyLocks() {
  for (pthread_rwlock_t& stripe : stripes_) pthread_rwlock_destroy(&stripe);
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
    pthread_rwlock_t* lock = &locks_.stripes_[stripe.index];
    if (stripe.exclusive) {
      pthread_rwlock_wrlock(lock);
    } else {
      pthread_rwlock_rdlock(lock);
    }
  }
}

KeyLocks::Held::~Held() {
  for (const Stripe& stripe : stripes_) pthread_rwlock_unlock(&locks_.stripes_[stripe.index]);
}

}  // namespace quondam::engine::rocks
