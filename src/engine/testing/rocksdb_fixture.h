// What the RocksDB engine's own tests share. Include it from tests only.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/testing/rocksdb_harness.h"
#include "engine/testing/test_seed.h"

namespace quondam::engine::testing {

class RocksDbTest : public ::testing::Test {
 protected:
  static constexpr SpaceId kTable = kFirstFreeSpace;
  static constexpr SpaceId kOther = kFirstFreeSpace + 1;
  static constexpr SpaceId kClone = kFirstFreeSpace + 2;

  void SetUp() override { start({}); }

  // Starts anew, with one empty table.
  void start(SpaceRules rules, RocksDbOptions options = RocksDbHarness::small_options()) {
    harness_.reset();
    harness_ = std::make_unique<RocksDbHarness>(std::move(rules), std::move(options));
    ASSERT_TRUE(engine().create_space(kTable));
  }

  RocksDbHarness& harness() { return *harness_; }
  Engine& engine() { return harness_->engine(); }
  rocks::TestHooks& hooks() { return harness_->hooks(); }
  rocksdb::DB& db() { return *hooks().db; }
  rocksdb::ColumnFamilyHandle* family(SpaceId space) { return hooks().family(space); }

  static std::string key_of(int number) {
    std::string digits = std::to_string(number);
    return "row" + std::string(8 - digits.size(), '0') + digits;
  }

  Result<CommitTime> try_put(SpaceId space, const std::string& name, const std::string& value) {
    const Key key{.space = space, .partition = 0, .bytes = name};
    return engine().transact({.exclusive = {key}, .shared = {}}, [&](Transaction& transaction) {
      transaction.put(key, value);
      return Result<void>();
    });
  }
  CommitTime put(SpaceId space, const std::string& name, const std::string& value) {
    const auto time = try_put(space, name, value);
    EXPECT_TRUE(time) << time.error().message;
    return time.value_or(0);
  }
  // Rows key_of(first) and on, in commits of many.
  void fill(SpaceId space, int count, const std::string& value, int first = 0) {
    constexpr int kRowsPerCommit = 500;
    for (int begin = first; begin < first + count; begin += kRowsPerCommit) {
      change_rows(space, begin, std::min(begin + kRowsPerCommit, first + count), value);
    }
  }
  void erase_rows(SpaceId space, int count) { change_rows(space, 0, count, std::nullopt); }

  Result<std::optional<std::string>> try_get(SpaceId space, const std::string& name) {
    return engine().get({.space = space, .partition = 0, .bytes = name});
  }
  std::optional<std::string> get(SpaceId space, const std::string& name) {
    const auto value = try_get(space, name);
    EXPECT_TRUE(value) << value.error().message;
    return value.value_or(std::nullopt);
  }
  int count_rows(SpaceId space) {
    const auto snapshot = engine().snapshot();
    const auto cursor = snapshot->cursor({.space = space, .begin = "", .end = "", .partition = {}});
    EXPECT_TRUE(cursor) << cursor.error().message;
    if (!cursor) return -1;
    int rows = 0;
    for ((*cursor)->seek_to_first(); (*cursor)->valid(); (*cursor)->next()) ++rows;
    const auto status = (*cursor)->status();
    EXPECT_TRUE(status) << status.error().message;
    return rows;
  }
  void clone(SpaceId source, SpaceId target, CloneUse use = CloneUse::table) {
    const auto cloned = engine().clone(source, target, use);
    ASSERT_TRUE(cloned) << cloned.error().message;
  }
  void flush(SpaceId space) {
    ASSERT_TRUE(db().Flush(rocksdb::FlushOptions(), family(space)).ok());
  }

  // Waits for what happens in the background.
  static bool becomes_true(const std::function<bool()>& condition) {
    for (int i = 0; i < 1000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  // The paths of a space's table files.
  std::vector<std::string> files_of(SpaceId space) {
    rocksdb::ColumnFamilyMetaData metadata;
    db().GetColumnFamilyMetaData(family(space), &metadata);
    std::vector<std::string> paths;
    for (const auto& level : metadata.levels) {
      for (const auto& file : level.files) {
        paths.push_back(file.directory + "/" + file.relative_filename);
      }
    }
    return paths;
  }
  rocksdb::TablePropertiesCollection properties_of(SpaceId space) {
    rocksdb::TablePropertiesCollection properties;
    EXPECT_TRUE(db().GetPropertiesOfAllTables(family(space), &properties).ok());
    return properties;
  }
  std::vector<std::string> names_in(const std::string& subdirectory) {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(harness().directory() + "/" + subdirectory)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  // Turns over the bits of some bytes of a file, in place.
  static void damage(const std::string& path, std::uint64_t offset, int bytes = 4) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    ASSERT_TRUE(file) << path;
    std::string part(static_cast<std::size_t>(bytes), '\0');
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(part.data(), bytes);
    for (char& byte : part) byte = static_cast<char>(~byte);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(part.data(), bytes);
  }

 private:
  void change_rows(SpaceId space, int begin, int end, const std::optional<std::string>& value) {
    Declared declared;
    for (int i = begin; i < end; ++i) {
      declared.exclusive.push_back({.space = space, .partition = 0, .bytes = key_of(i)});
    }
    const auto done = engine().transact(declared, [&](Transaction& transaction) {
      for (const Key& key : declared.exclusive) {
        if (value) {
          transaction.put(key, *value);
        } else {
          transaction.erase(key);
        }
      }
      return Result<void>();
    });
    ASSERT_TRUE(done) << done.error().message;
  }

  std::unique_ptr<RocksDbHarness> harness_;
};

}  // namespace quondam::engine::testing
