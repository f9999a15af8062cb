#include "engine/rocksdb/space_size.h"

#include <rocksdb/metadata.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <optional>
#include <string>

namespace quondam::engine::rocks {

namespace {

using Properties = rocksdb::DB::Properties;

std::uint64_t number(const Family& family, const std::string& property) {
  std::uint64_t value = 0;
  family.db.GetIntProperty(family.handle, property, &value);
  return value;
}

// RocksDB learns how many entries a file has when it writes it, or for all files at the start,
// which takes too long with thousands of spaces (skip_stats_update_on_db_open): its own estimate
// leaves the others out.
bool knows_all_files(const rocksdb::ColumnFamilyMetaData& files) {
  return std::ranges::all_of(files.levels, [](const rocksdb::LevelMetaData& level) {
    return std::ranges::all_of(
        level.files, [](const rocksdb::SstFileMetaData& file) { return file.num_entries > 0; });
  });
}

// Nothing when a file is unreadable: the rest of the space may be read all the same.
std::optional<std::uint64_t> keys_in_files(const Family& family) {
  rocksdb::TablePropertiesCollection properties;
  if (!family.db.GetPropertiesOfAllTables(family.handle, &properties).ok()) return std::nullopt;
  std::uint64_t keys = 0;
  // A deletion takes away itself and what it deletes.
  for (const auto& [path, file] : properties)
    keys += file->num_entries - std::min(2 * file->num_deletions, file->num_entries);
  return keys;
}

}  // namespace

SpaceSize size_of(const Family& family) {
  rocksdb::ColumnFamilyMetaData files;
  family.db.GetColumnFamilyMetaData(family.handle, &files);
  SpaceSize size{.bytes = files.size + number(family, Properties::kCurSizeAllMemTables),
                 .keys = number(family, Properties::kEstimateNumKeys)};
  if (knows_all_files(files)) return size;
  if (const auto keys = keys_in_files(family)) {
    size.keys = *keys + number(family, Properties::kNumEntriesActiveMemTable) +
                number(family, Properties::kNumEntriesImmMemTables);
  }
  return size;
}

}  // namespace quondam::engine::rocks
