#include "engine/rocksdb/transaction.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/rocksdb/read.h"
#include "engine/rocksdb/reserved_keys.h"

namespace quondam::engine::rocks {

namespace {

bool contains(const std::vector<Key>& keys, const Key& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

[[maybe_unused]] bool writes_a_key_twice(const std::vector<Write>& writes) {
  if (writes.size() < 2) return false;
  std::vector<const Write*> sorted;
  sorted.reserve(writes.size());
  for (const Write& write : writes) sorted.push_back(&write);
  const auto place = [](const Write* write) {
    return std::pair(write->family->space, std::string_view(write->key));
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const Write* a, const Write* b) { return place(a) < place(b); });
  return std::adjacent_find(sorted.begin(), sorted.end(), [&](const Write* a, const Write* b) {
           return place(a) == place(b);
         }) != sorted.end();
}

}  // namespace

RocksTransaction::RocksTransaction(const Families& families, const Declared& declared,
                                   CommitTime time)
    : families_(families), declared_(declared), time_(time) {}

Result<std::optional<std::string>> RocksTransaction::get(const Key& key) {
  assert((contains(declared_.exclusive, key) || contains(declared_.shared, key)) &&
         "a transaction reads declared keys only");
  return get_derived(key);
}

Result<std::optional<std::string>> RocksTransaction::get_derived(const Key& key) {
  QUONDAM_ASSIGN(const FamilyRef family, families_.find(key.space));
  return read(*family, key.bytes, nullptr);
}

void RocksTransaction::put(const Key& key, std::string value) {
  write(key, std::move(value));
}

void RocksTransaction::erase(const Key& key) {
  write(key, std::nullopt);
}

void RocksTransaction::write(const Key& key, std::optional<std::string> value) {
  assert((contains(declared_.exclusive, key) || !contains(declared_.shared, key)) &&
         "a shared key is only read");
  assert(!is_reserved(key.bytes) && "keys of eight bytes 0xff and on are the engine's");
  auto family = families_.find(key.space);
  if (!family) {
    error_ = std::move(family).error();
    return;
  }
  writes_.push_back({*std::move(family), key.bytes, std::move(value)});
}

Result<std::vector<Write>> RocksTransaction::take_writes() {
  if (error_) return tl::unexpected(*std::move(error_));
  assert(!writes_a_key_twice(writes_) && "a transaction writes a key once");
  return std::move(writes_);
}

}  // namespace quondam::engine::rocks
