// A space as RocksDB has it, and the table of all of them.
//
// A family's handle is closed when its last user lets go of it: a cursor on a dropped space reads
// on until then. All handles are closed before the database (its assertions abort the process
// otherwise).
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"

namespace quondam::engine::rocks {

enum class Damage {
  none,
  // A block was found unreadable. No more writes and compactions; reads go on and fail where the
  // block is needed.
  unreadable_block,
  // A file is gone. Nothing can be read: an answer could be an old one.
  missing_file,
};

struct Family {
  // `key_groups`: null for a space without.
  Family(rocksdb::DB& database, rocksdb::ColumnFamilyHandle* opened, SpaceId id,
         std::shared_ptr<const GroupRule> key_groups = nullptr)
      : space(id), handle(opened), db(database), groups(std::move(key_groups)) {}
  ~Family();
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;

  // Fails when the space is damaged so far that it cannot be read, or written.
  [[nodiscard]] Result<void> check_readable() const;
  [[nodiscard]] Result<void> check_writable() const;
  // Whether all keys of the range are of one group.
  [[nodiscard]] bool lies_in_a_group(const Range& range) const;

  const SpaceId space;
  rocksdb::ColumnFamilyHandle* const handle;
  rocksdb::DB& db;
  const std::shared_ptr<const GroupRule> groups;
  std::atomic<Damage> damage{Damage::none};
  // Set, with GroupCommit's exclusion, before the family is dropped: one write to a dropped family
  // would fail its group.
  std::atomic<bool> dropped{false};
};

using FamilyRef = std::shared_ptr<Family>;

// What a family's name says: "space-17", or "kept-17" of a clone that is kept. The family "default"
// is the engine's own.
struct FamilyName {
  SpaceId space = 0;
  CloneUse use = CloneUse::table;

  [[nodiscard]] std::string text() const;
  static std::optional<FamilyName> parse(std::string_view text);
};

class Families {
 public:
  [[nodiscard]] FamilyRef find_or_null(SpaceId space) const;
  // not_found when there is none.
  [[nodiscard]] Result<FamilyRef> find(SpaceId space) const;
  [[nodiscard]] std::vector<SpaceId> spaces() const;
  [[nodiscard]] std::vector<SpaceId> damaged() const;
  void add(FamilyRef family);
  void remove(SpaceId space);
  void clear();

 private:
  mutable std::shared_mutex mutex_;
  std::map<SpaceId, FamilyRef> families_;
};

}  // namespace quondam::engine::rocks
