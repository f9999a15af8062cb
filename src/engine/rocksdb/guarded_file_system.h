// The file system as RocksDB is allowed to use it.
//
//   * Files named OPTIONS-* are refused. RocksDB goes on without them; writing one rewrites the
//     options of all families while writers wait (471 ms at 1,000 families, for each family made or
//     dropped).
//   * A directory into which files were linked is synced before the MANIFEST is: an import links
//     table files into the database, names them in the MANIFEST and unlinks the originals, and
//     RocksDB syncs the directory at no time.
//   * A table file that is lost can be given a stand-in, so that the other spaces open
//   (missing_files.h).
//   * It remembers which log was read last: RocksDB's message about a damaged log does not always
//   name the file.
#pragma once

#include <rocksdb/file_system.h>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace quondam::engine::rocks {

class GuardedFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  struct Rules {
    bool refuse_options_files = true;
    bool sync_links_before_manifest = true;
    // Logs are not listed. For looking into a database without replaying its log.
    bool hide_logs = false;
  };

  GuardedFileSystem(const std::shared_ptr<rocksdb::FileSystem>& target, Rules rules);

  // The path answers as a file of `size_bytes` that holds `image` with its last `footer_bytes`
  // moved to the end.
  void stand_in(const std::string& path, std::uint64_t size_bytes,
                std::shared_ptr<const std::string> image, std::size_t footer_bytes);
  [[nodiscard]] std::string last_log_read() const;

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options,
                                std::uint64_t* size_bytes, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& directory, const rocksdb::IOOptions& options,
                                std::vector<std::string>* names,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  const char* Name() const override { return "quondam.guarded"; }

  // Syncs the directories that files were linked into since the last call.
  rocksdb::IOStatus sync_links();

 private:
  struct StandIn {
    std::uint64_t size_bytes;
    std::shared_ptr<const std::string> image;
    std::size_t footer_bytes;
  };

  const Rules rules_;
  mutable std::mutex mutex_;
  std::set<std::string> linked_into_;
  std::map<std::string, StandIn> stand_ins_;
  std::string last_log_read_;
};

}  // namespace quondam::engine::rocks
