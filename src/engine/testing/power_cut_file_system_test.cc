// The file system that the crash tests stand on is itself held to what POSIX lets a disk forget.
#include "engine/testing/power_cut_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/temporary_directory.h"

namespace quondam::engine::testing {
namespace {

using rocksdb::FileOptions;
using rocksdb::IOOptions;

class PowerCutFileSystemTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(root_);
    disk_ = std::make_unique<PowerCutFileSystem>(root_);
  }

  std::string at(const std::string& name) const { return root_ + "/" + name; }

  std::unique_ptr<rocksdb::FSWritableFile> create(const std::string& name) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(disk_->NewWritableFile(at(name), FileOptions(), &file, nullptr).ok());
    return file;
  }
  static void append(rocksdb::FSWritableFile& file, const std::string& text) {
    EXPECT_TRUE(file.Append(text, IOOptions(), nullptr).ok());
  }
  static void sync(rocksdb::FSWritableFile& file) {
    EXPECT_TRUE(file.Sync(IOOptions(), nullptr).ok());
  }
  void sync_directory(const std::string& name = ".") {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    ASSERT_TRUE(disk_->NewDirectory(at(name), IOOptions(), &directory, nullptr).ok());
    ASSERT_TRUE(directory->Fsync(IOOptions(), nullptr).ok());
  }
  // A file that lasts.
  void lay_down(const std::string& name, const std::string& text) {
    const auto file = create(name);
    append(*file, text);
    sync(*file);
    EXPECT_TRUE(file->Close(IOOptions(), nullptr).ok());
    sync_directory();
  }
  // What stands in the file, or "(none)".
  std::string read(const std::string& name) const {
    std::ifstream file(at(name), std::ios::binary);
    if (!file) return "(none)";
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void cut() {
    disk_->lose_power();
    disk_->restore_power();
  }

  TemporaryDirectory temporary_ = TemporaryDirectory::create("power-cut").value();
  const std::string root_ = (temporary_.path() / "disk").string();
  std::unique_ptr<PowerCutFileSystem> disk_;
};

TEST_F(PowerCutFileSystemTest, of_a_file_the_synced_bytes_last) {
  {
    const auto file = create("log");
    sync_directory();
    append(*file, "synced ");
    sync(*file);
    append(*file, "not synced");
    EXPECT_EQ(read("log"), "synced not synced") << "the running process sees all";
  }
  cut();
  EXPECT_EQ(read("log"), "synced ");
}

TEST_F(PowerCutFileSystemTest, a_hint_to_write_back_makes_nothing_last) {
  {
    const auto file = create("log");
    sync_directory();
    append(*file, "text");
    EXPECT_TRUE(file->RangeSync(0, 4, IOOptions(), nullptr).ok());
    EXPECT_TRUE(file->Flush(IOOptions(), nullptr).ok());
    EXPECT_TRUE(file->Close(IOOptions(), nullptr).ok());
  }
  cut();
  EXPECT_EQ(read("log"), "");
}

TEST_F(PowerCutFileSystemTest, a_name_lasts_only_with_its_directory) {
  {
    const auto file = create("log");
    append(*file, "synced");
    sync(*file);
  }
  cut();
  EXPECT_EQ(read("log"), "(none)");
}

TEST_F(PowerCutFileSystemTest, a_removed_file_comes_back) {
  lay_down("table", "contents");
  ASSERT_TRUE(disk_->DeleteFile(at("table"), IOOptions(), nullptr).ok());
  EXPECT_EQ(read("table"), "(none)");
  cut();
  EXPECT_EQ(read("table"), "contents");
  ASSERT_TRUE(disk_->DeleteFile(at("table"), IOOptions(), nullptr).ok());
  sync_directory();
  cut();
  EXPECT_EQ(read("table"), "(none)");
}

TEST_F(PowerCutFileSystemTest, a_rename_over_a_file_lasts_whole_or_not_at_all) {
  lay_down("CURRENT", "old");
  lay_down("CURRENT.tmp", "new");
  ASSERT_TRUE(disk_->RenameFile(at("CURRENT.tmp"), at("CURRENT"), IOOptions(), nullptr).ok());
  EXPECT_EQ(read("CURRENT"), "new");
  cut();
  EXPECT_EQ(read("CURRENT"), "old");
  EXPECT_EQ(read("CURRENT.tmp"), "new");
  ASSERT_TRUE(disk_->RenameFile(at("CURRENT.tmp"), at("CURRENT"), IOOptions(), nullptr).ok());
  sync_directory();
  cut();
  EXPECT_EQ(read("CURRENT"), "new");
  EXPECT_EQ(read("CURRENT.tmp"), "(none)");
}

TEST_F(PowerCutFileSystemTest, a_file_made_again_keeps_its_old_contents_until_the_sync) {
  lay_down("file", "old");
  {
    const auto file = create("file");
    append(*file, "new");
    sync(*file);
  }
  cut();
  EXPECT_EQ(read("file"), "old");
}

// As an import does: links in one directory, the originals removed in another.
TEST_F(PowerCutFileSystemTest, a_link_lasts_with_its_own_directory) {
  ASSERT_TRUE(disk_->CreateDir(at("clones"), IOOptions(), nullptr).ok());
  lay_down("table", "contents");
  ASSERT_TRUE(disk_->LinkFile(at("table"), at("clones/table"), IOOptions(), nullptr).ok());
  ASSERT_TRUE(disk_->DeleteFile(at("table"), IOOptions(), nullptr).ok());
  sync_directory();
  cut();
  EXPECT_EQ(read("table"), "(none)");
  EXPECT_EQ(read("clones/table"), "(none)") << "both names are lost: so the order of syncs matters";
}

TEST_F(PowerCutFileSystemTest, links_share_what_was_synced_of_the_file) {
  const auto file = create("a");
  append(*file, "synced");
  sync(*file);
  ASSERT_TRUE(disk_->LinkFile(at("a"), at("b"), IOOptions(), nullptr).ok());
  append(*file, " and not");
  sync_directory();
  cut();
  EXPECT_EQ(read("a"), "synced");
  EXPECT_EQ(read("b"), "synced");
}

TEST_F(PowerCutFileSystemTest, a_directory_lasts_with_its_parent_and_keeps_its_own_names) {
  ASSERT_TRUE(disk_->CreateDir(at("d"), IOOptions(), nullptr).ok());
  lay_down("d/unsynced", "text");
  cut();
  EXPECT_FALSE(std::filesystem::exists(at("d/unsynced")));
  ASSERT_TRUE(std::filesystem::exists(at("d"))) << "lay_down synced the parent";
  {
    const auto file = create("d/file");
    sync(*file);
  }
  sync_directory("d");
  cut();
  EXPECT_TRUE(std::filesystem::exists(at("d/file")));
}

TEST_F(PowerCutFileSystemTest, without_power_nothing_changes_and_everything_can_be_read) {
  lay_down("file", "text");
  const auto file = create("other");
  disk_->lose_power();
  EXPECT_FALSE(file->Append("x", IOOptions(), nullptr).ok());
  EXPECT_FALSE(file->Sync(IOOptions(), nullptr).ok());
  EXPECT_FALSE(disk_->DeleteFile(at("file"), IOOptions(), nullptr).ok());
  EXPECT_FALSE(disk_->RenameFile(at("file"), at("new"), IOOptions(), nullptr).ok());
  EXPECT_FALSE(disk_->LinkFile(at("file"), at("new"), IOOptions(), nullptr).ok());
  EXPECT_FALSE(disk_->CreateDir(at("d"), IOOptions(), nullptr).ok());
  std::unique_ptr<rocksdb::FSSequentialFile> reader;
  EXPECT_TRUE(disk_->NewSequentialFile(at("file"), FileOptions(), &reader, nullptr).ok());
}

TEST_F(PowerCutFileSystemTest, a_torn_end_is_a_prefix_and_the_seed_repeats_it) {
  {
    const auto file = create("log");
    sync_directory();
    append(*file, "synced,");
    sync(*file);
    append(*file, std::string(1000, 'x'));
  }
  disk_->lose_power();
  disk_->restore_power(/*torn_seed=*/7);
  const std::string left = read("log");
  EXPECT_GE(left.size(), 7U);
  EXPECT_LE(left.size(), 1007U);
  EXPECT_EQ(left, ("synced," + std::string(1000, 'x')).substr(0, left.size()));
}

TEST_F(PowerCutFileSystemTest, a_full_disk_takes_no_more_and_gives_back) {
  const auto file = create("log");
  disk_->set_full(true);
  EXPECT_TRUE(file->Append("x", IOOptions(), nullptr).IsNoSpace());
  std::unique_ptr<rocksdb::FSWritableFile> another;
  EXPECT_TRUE(disk_->NewWritableFile(at("another"), FileOptions(), &another, nullptr).IsNoSpace());
  EXPECT_TRUE(disk_->DeleteFile(at("log"), IOOptions(), nullptr).ok());
  disk_->set_full(false);
  EXPECT_TRUE(file->Append("x", IOOptions(), nullptr).ok());
}

}  // namespace
}  // namespace quondam::engine::testing
