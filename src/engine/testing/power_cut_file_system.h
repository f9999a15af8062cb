// A file system for RocksDB on which a power cut can be had: everything that was not synced is
// lost.
//
// It works on real files below one directory and keeps, beside them, what a disk would still have
// after a cut:
//   * of a file, the bytes up to its length at its last Sync or Fsync;
//   * of a directory, the names (of files and directories) that it had at its last Fsync. Creating,
//     linking, renaming and removing change names; none of it lasts before the directory is synced.
//     A name that lasts but was removed comes back at the cut; so every file keeps a second link,
//     in a directory that RocksDB does not see, for as long as a lasting name may need it.
//
// It is as strict as a file system is allowed to be. Real ones keep more, in an order of their own:
// lose_power() can be told to keep a random part of the unsynced end of each file, as torn writes
// do.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace quondam::engine::testing {

class PowerCutFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  // `root` is an existing, empty directory. It lasts; everything in it starts from here.
  explicit PowerCutFileSystem(std::string root);
  ~PowerCutFileSystem() override;

  // From now on every change fails and nothing reaches the disk. Reads go on.
  void lose_power();
  // Makes the disk what it was when power was lost, or now, without what was not synced; and lets
  // changes in again. No file may be open. With a seed, a random part of each file's unsynced end
  // is kept.
  void restore_power(std::optional<std::uint64_t> torn_seed = std::nullopt);

  // While set, whatever needs more space fails with NoSpace.
  void set_full(bool full) { full_ = full; }

  // What GetFreeSpace says from now on; nullopt: the truth.
  void set_free_bytes(std::optional<std::uint64_t> free_bytes);

  // Syncs of files and of directories so far.
  [[nodiscard]] std::uint64_t syncs() const { return syncs_; }
  // How often NewWritableFile was asked for a name with this prefix.
  [[nodiscard]] int times_created(const std::string& name_prefix) const;

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewMemoryMappedFileBuffer(
      const std::string& path, std::unique_ptr<rocksdb::MemoryMappedFileBuffer>* buffer) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& path, std::size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* free_bytes,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewLogger(const std::string& path, const rocksdb::IOOptions& options,
                              std::shared_ptr<rocksdb::Logger>* logger,
                              rocksdb::IODebugContext* debug) override;
  const char* Name() const override { return "quondam.power-cut"; }

 private:
  class TrackedFile;
  class TrackedDirectory;

  // A file's contents, whatever its names. `keep` is its second link.
  struct Inode {
    std::string keep;
    std::uint64_t size_bytes = 0;
    std::uint64_t synced_bytes = 0;
    ~Inode();
  };
  using InodeRef = std::shared_ptr<Inode>;

  struct Directory {
    using Names = std::map<std::string, InodeRef>;  // null: a directory
    Names names;
    Names lasting;
  };

  // All with mutex_ held.
  rocksdb::IOStatus check_power() const;
  rocksdb::IOStatus check_space() const;
  rocksdb::IOStatus track(const std::string& path, InodeRef* inode);
  void set_name(const std::string& path, InodeRef inode);
  void remove_name(const std::string& path);
  InodeRef inode_of(const std::string& path) const;

  const std::string root_;
  const std::string keep_;
  mutable std::mutex mutex_;
  std::map<std::string, Directory> directories_;  // by path
  std::map<std::string, int> created_;            // by name
  std::uint64_t kept_ = 0;
  std::optional<std::uint64_t> free_bytes_;
  std::atomic<std::uint64_t> syncs_{0};
  std::atomic<bool> powered_{true};
  std::atomic<bool> full_{false};
};

}  // namespace quondam::engine::testing
