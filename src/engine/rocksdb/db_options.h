// RocksDB's options, each with its reason where it is not RocksDB's default (docs/formats/engine.md
// has the measurements).
#pragma once

#include <rocksdb/options.h>

#include <memory>

#include "engine/engine.h"
#include "engine/rocksdb/family.h"
#include "engine/rocksdb/rocksdb_engine.h"

namespace quondam::engine::rocks {

class OptionsMaker {
 public:
  // `env` and `listener` go into the options and must outlive the database.
  OptionsMaker(const RocksDbOptions& options, SpaceRules rules, rocksdb::Env* env,
               std::shared_ptr<rocksdb::EventListener> listener);

  [[nodiscard]] rocksdb::DBOptions for_database() const;
  [[nodiscard]] rocksdb::ColumnFamilyOptions for_space(const FamilyName& name) const;
  // How the space's keys stand together; null for a space without groups.
  [[nodiscard]] std::shared_ptr<const GroupRule> groups_of(SpaceId space) const;
  // The engine's own family, RocksDB's "default".
  [[nodiscard]] rocksdb::ColumnFamilyOptions for_own_family() const;

 private:
  RocksDbOptions options_;
  SpaceRules rules_;
  rocksdb::Env* env_;
  std::shared_ptr<rocksdb::EventListener> listener_;
  std::shared_ptr<rocksdb::TableFactory> table_factory_;
  std::shared_ptr<rocksdb::TableFactory> grouped_table_factory_;  // of spaces with groups
};

}  // namespace quondam::engine::rocks
