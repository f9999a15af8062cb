// Buckets as folders: an object is whole or not there.

#include <gtest/gtest.h>

#include <fstream>

#include "base/temporary_directory.h"
#include "export/testing/string_object.h"

namespace quondam::exporting {
namespace {

namespace fs = std::filesystem;
using testing::read_all;

class FolderStoreTest : public ::testing::Test {
 protected:
  FolderStoreTest() { fs::create_directory(root_.path() / "bucket"); }

  void put(const std::string& key, std::string_view bytes) {
    auto object = store_->put("bucket", key);
    ASSERT_TRUE(object) << object.error().message;
    ASSERT_TRUE((*object)->append(bytes));
    ASSERT_TRUE((*object)->finish());
  }
  std::string get(const std::string& key) {
    auto object = store_->read("bucket", key);
    return object ? *read_all(**object) : "none";
  }

  TemporaryDirectory root_ = *TemporaryDirectory::create("quondam-store-");
  std::unique_ptr<ObjectStore> store_ = open_folder_store(root_.path());
};

TEST_F(FolderStoreTest, PutsAndReads) {
  put("a/b/c.txt", "one");
  put("a/b/c.txt", "another");
  put("/x//y", "slashes");
  EXPECT_EQ(get("a/b/c.txt"), "another");
  EXPECT_EQ(get("x/y"), "slashes");
  EXPECT_EQ(get("a/b"), "none");
}

TEST_F(FolderStoreTest, ListsByPrefixWhichIsNoFolder) {
  for (const char* key : {"data/1", "data2/x", "data.bak", "other"}) put(key, "");
  using Keys = std::vector<std::string>;
  EXPECT_EQ(*store_->list("bucket", "data"), (Keys{"data.bak", "data/1", "data2/x"}));
  EXPECT_EQ(*store_->list("bucket", "data/1"), (Keys{"data/1"}));
  EXPECT_EQ(store_->list("bucket", "")->size(), 4U);
  EXPECT_EQ(*store_->list("bucket", "none"), Keys());
}

TEST_F(FolderStoreTest, WhatIsNotFinishedIsNotThere) {
  {
    auto object = store_->put("bucket", "a/b");
    ASSERT_TRUE((*object)->append("half"));
    EXPECT_EQ(get("a/b"), "none");
    EXPECT_TRUE(store_->list("bucket", "")->empty());
  }
  EXPECT_TRUE(fs::is_empty(root_.path() / "bucket/a"));
}

TEST_F(FolderStoreTest, RemovesWhatACrashLeft) {
  put("a/b", "whole");
  auto crashed = store_->put("bucket", "a/b");
  ASSERT_TRUE((*crashed)->append("half"));
  EXPECT_TRUE(*store_->remove("bucket", "a/b"));
  EXPECT_TRUE(fs::is_empty(root_.path() / "bucket"));
  EXPECT_FALSE(*store_->remove("bucket", "a/b"));
}

TEST_F(FolderStoreTest, StaysInItsBuckets) {
  EXPECT_FALSE(*store_->has_bucket("none"));
  EXPECT_EQ(store_->put("none", "a").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->list("none", "").error().code, ErrorCode::not_found);
  for (const char* key : {"../a", "a/../../b", "a/./b", ".unfinished-a"})
    EXPECT_EQ(store_->put("bucket", key).error().code, ErrorCode::validation) << key;
}

}  // namespace
}  // namespace quondam::exporting
