// What transact() hands to its function: reads come from the database (the locks of the declared
// keys keep them still), writes are gathered for the group commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/rocksdb/family.h"
#include "engine/rocksdb/group_commit.h"

namespace quondam::engine::rocks {

class RocksTransaction final : public Transaction {
 public:
  RocksTransaction(const Families& families, const Declared& declared, CommitTime time);

  [[nodiscard]] CommitTime time() const override { return time_; }
  [[nodiscard]] Result<std::optional<std::string>> get(const Key& key) override;
  [[nodiscard]] Result<std::optional<std::string>> get_derived(const Key& key) override;
  void put(const Key& key, std::string value) override;
  void erase(const Key& key) override;

  // What was written; or not_found, when a write named a space that is not there.
  [[nodiscard]] Result<std::vector<Write>> take_writes();

 private:
  void write(const Key& key, std::optional<std::string> value);

  const Families& families_;
  const Declared& declared_;
  const CommitTime time_;
  std::vector<Write> writes_;
  std::optional<Error> error_;
};

}  // namespace quondam::engine::rocks
