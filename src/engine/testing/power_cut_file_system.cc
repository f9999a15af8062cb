#include "engine/testing/power_cut_file_system.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <random>
#include <set>
#include <utility>

namespace quondam::engine::testing {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

std::string clean(const std::string& path) {
  std::string cleaned = std::filesystem::path(path).lexically_normal().string();
  while (cleaned.size() > 1 && cleaned.back() == '/') cleaned.pop_back();
  return cleaned;
}

std::string directory_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

PowerCutFileSystem::Inode::~Inode() {
  std::error_code ignored;
  std::filesystem::remove(keep, ignored);
}

// Counts what was appended and what of it was synced. A file that was open when power was lost
// stays without effect.
class PowerCutFileSystem::TrackedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  TrackedFile(std::unique_ptr<rocksdb::FSWritableFile> file, PowerCutFileSystem& file_system,
              InodeRef inode)
      : FSWritableFileOwnerWrapper(std::move(file)),
        file_system_(file_system),
        inode_(std::move(inode)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    const std::lock_guard lock(file_system_.mutex_);
    if (IOStatus status = file_system_.check_space(); !status.ok()) return status;
    IOStatus status = FSWritableFileOwnerWrapper::Append(data, options, debug);
    if (status.ok()) inode_->size_bytes += data.size();
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const rocksdb::Slice&, std::uint64_t, const IOOptions&,
                            IODebugContext*) override {
    return IOStatus::NotSupported("direct writes");
  }
  IOStatus PositionedAppend(const rocksdb::Slice&, std::uint64_t, const IOOptions&,
                            const rocksdb::DataVerificationInfo&, IODebugContext*) override {
    return IOStatus::NotSupported("direct writes");
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    const std::lock_guard lock(file_system_.mutex_);
    if (IOStatus status = file_system_.check_power(); !status.ok()) return status;
    IOStatus status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    if (status.ok()) inode_->size_bytes = size;
    return status;
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    return FSWritableFileOwnerWrapper::Close(options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return synced([&] { return FSWritableFileOwnerWrapper::Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return synced([&] { return FSWritableFileOwnerWrapper::Fsync(options, debug); });
  }
  // A hint to begin writing: it makes nothing last.
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Allocate(std::uint64_t offset, std::uint64_t length, const IOOptions& options,
                    IODebugContext* debug) override {
    const std::lock_guard lock(file_system_.mutex_);
    if (IOStatus status = file_system_.check_space(); !status.ok()) return status;
    return FSWritableFileOwnerWrapper::Allocate(offset, length, options, debug);
  }

 private:
  // The files themselves stay in the machine's page cache: the real sync would only cost time.
  template <typename RealSync>
  IOStatus synced(const RealSync&) {
    const std::lock_guard lock(file_system_.mutex_);
    if (IOStatus status = file_system_.check_power(); !status.ok()) return status;
    inode_->synced_bytes = inode_->size_bytes;
    ++file_system_.syncs_;
    return IOStatus::OK();
  }

  PowerCutFileSystem& file_system_;
  const InodeRef inode_;
};

class PowerCutFileSystem::TrackedDirectory final : public rocksdb::FSDirectory {
 public:
  TrackedDirectory(PowerCutFileSystem& file_system, std::string path)
      : file_system_(file_system), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(file_system_.mutex_);
    if (IOStatus status = file_system_.check_power(); !status.ok()) return status;
    ++file_system_.syncs_;
    const auto found = file_system_.directories_.find(path_);
    if (found != file_system_.directories_.end()) found->second.lasting = found->second.names;
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  PowerCutFileSystem& file_system_;
  const std::string path_;
};

PowerCutFileSystem::PowerCutFileSystem(std::string root)
    : FileSystemWrapper(rocksdb::FileSystem::Default()),
      root_(clean(root)),
      keep_(root_ + ".kept") {
  std::filesystem::create_directory(keep_);
  directories_[root_];
}

PowerCutFileSystem::~PowerCutFileSystem() {
  directories_.clear();
  std::error_code ignored;
  std::filesystem::remove_all(keep_, ignored);
}

void PowerCutFileSystem::lose_power() {
  const std::lock_guard lock(mutex_);
  powered_ = false;
}

void PowerCutFileSystem::set_free_bytes(std::optional<std::uint64_t> free_bytes) {
  const std::lock_guard lock(mutex_);
  free_bytes_ = free_bytes;
}

int PowerCutFileSystem::times_created(const std::string& name_prefix) const {
  const std::lock_guard lock(mutex_);
  int times = 0;
  for (const auto& [name, count] : created_) {
    if (name.starts_with(name_prefix)) times += count;
  }
  return times;
}

IOStatus PowerCutFileSystem::check_power() const {
  return powered_ ? IOStatus::OK() : IOStatus::IOError("the power is off");
}

IOStatus PowerCutFileSystem::check_space() const {
  if (full_) return IOStatus::NoSpace("the disk is full");
  return check_power();
}

// Knows a file that was just made, or made again.
IOStatus PowerCutFileSystem::track(const std::string& path, InodeRef* inode) {
  *inode = std::make_shared<Inode>();
  (*inode)->keep = keep_ + "/" + std::to_string(++kept_);
  std::error_code error;
  std::filesystem::create_hard_link(path, (*inode)->keep, error);
  if (error) return IOStatus::IOError("linking " + path, error.message());
  set_name(path, *inode);
  return IOStatus::OK();
}

void PowerCutFileSystem::set_name(const std::string& path, InodeRef inode) {
  directories_[directory_of(path)].names[name_of(path)] = std::move(inode);
}

void PowerCutFileSystem::remove_name(const std::string& path) {
  directories_[directory_of(path)].names.erase(name_of(path));
}

PowerCutFileSystem::InodeRef PowerCutFileSystem::inode_of(const std::string& path) const {
  const auto directory = directories_.find(directory_of(path));
  if (directory == directories_.end()) return nullptr;
  const auto found = directory->second.names.find(name_of(path));
  return found == directory->second.names.end() ? nullptr : found->second;
}

void PowerCutFileSystem::restore_power(std::optional<std::uint64_t> torn_seed) {
  const std::lock_guard lock(mutex_);
  std::mt19937_64 random(torn_seed.value_or(0));
  std::set<Inode*> cut;
  for (const auto& [path, directory] : directories_) {
    for (const auto& [name, inode] : directory.lasting) {
      if (!inode || !cut.insert(inode.get()).second) continue;
      const std::uint64_t on_disk = std::filesystem::file_size(inode->keep);
      std::uint64_t left = std::min(inode->synced_bytes, on_disk);
      if (torn_seed && on_disk > left) left += random() % (on_disk - left + 1);
      std::filesystem::resize_file(inode->keep, left);
      inode->size_bytes = left;
      inode->synced_bytes = left;
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(root_)) {
    std::filesystem::remove_all(entry.path());
  }
  std::map<std::string, Directory> before;
  before.swap(directories_);
  const auto restore = [&](const auto& self, const std::string& path) -> void {
    Directory& directory = directories_[path];
    const auto found = before.find(path);
    if (found == before.end()) return;
    directory.names = directory.lasting = found->second.lasting;
    for (const auto& [name, inode] : directory.lasting) {
      const std::string child = path + "/" + name;
      if (inode) {
        std::filesystem::create_hard_link(inode->keep, child);
      } else {
        std::filesystem::create_directory(child);
        self(self, child);
      }
    }
  };
  restore(restore, root_);
  powered_ = true;
}

IOStatus PowerCutFileSystem::NewWritableFile(const std::string& raw_path,
                                             const FileOptions& options,
                                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                                             IODebugContext* debug) {
  const std::string path = clean(raw_path);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_space(); !status.ok()) return status;
  ++created_[name_of(path)];
  // A file of this name that lasts keeps its contents until the directory is synced.
  if (inode_of(path)) std::filesystem::remove(path);
  IOStatus status = target_->NewWritableFile(path, options, file, debug);
  InodeRef inode;
  if (status.ok()) status = track(path, &inode);
  if (status.ok()) *file = std::make_unique<TrackedFile>(std::move(*file), *this, inode);
  return status;
}

IOStatus PowerCutFileSystem::ReopenWritableFile(const std::string& raw_path,
                                                const FileOptions& options,
                                                std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                IODebugContext* debug) {
  const std::string path = clean(raw_path);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_power(); !status.ok()) return status;
  IOStatus status = target_->ReopenWritableFile(path, options, file, debug);
  InodeRef inode = inode_of(path);
  if (status.ok() && !inode) status = track(path, &inode);
  if (status.ok()) *file = std::make_unique<TrackedFile>(std::move(*file), *this, inode);
  return status;
}

IOStatus PowerCutFileSystem::ReuseWritableFile(const std::string&, const std::string&,
                                               const FileOptions&,
                                               std::unique_ptr<rocksdb::FSWritableFile>*,
                                               IODebugContext*) {
  return IOStatus::NotSupported("reusing files");
}

IOStatus PowerCutFileSystem::NewRandomRWFile(const std::string&, const FileOptions&,
                                             std::unique_ptr<rocksdb::FSRandomRWFile>*,
                                             IODebugContext*) {
  return IOStatus::NotSupported("random writes");
}

IOStatus PowerCutFileSystem::NewMemoryMappedFileBuffer(
    const std::string&, std::unique_ptr<rocksdb::MemoryMappedFileBuffer>*) {
  return IOStatus::NotSupported("memory maps");
}

IOStatus PowerCutFileSystem::NewDirectory(const std::string& raw_path, const IOOptions& options,
                                          std::unique_ptr<rocksdb::FSDirectory>* directory,
                                          IODebugContext* debug) {
  const std::string path = clean(raw_path);
  IOStatus status = target_->NewDirectory(path, options, directory, debug);
  if (status.ok()) *directory = std::make_unique<TrackedDirectory>(*this, path);
  return status;
}

IOStatus PowerCutFileSystem::DeleteFile(const std::string& raw_path, const IOOptions& options,
                                        IODebugContext* debug) {
  const std::string path = clean(raw_path);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_power(); !status.ok()) return status;
  IOStatus status = target_->DeleteFile(path, options, debug);
  if (status.ok()) remove_name(path);
  return status;
}

IOStatus PowerCutFileSystem::Truncate(const std::string& raw_path, std::size_t size,
                                      const IOOptions& options, IODebugContext* debug) {
  const std::string path = clean(raw_path);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_power(); !status.ok()) return status;
  IOStatus status = target_->Truncate(path, size, options, debug);
  if (const InodeRef inode = inode_of(path); status.ok() && inode) inode->size_bytes = size;
  return status;
}

IOStatus PowerCutFileSystem::CreateDir(const std::string& raw_path, const IOOptions& options,
                                       IODebugContext* debug) {
  const std::string path = clean(raw_path);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_space(); !status.ok()) return status;
  IOStatus status = target_->CreateDir(path, options, debug);
  if (status.ok()) {
    set_name(path, nullptr);
    directories_[path];
  }
  return status;
}

IOStatus PowerCutFileSystem::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                                IODebugContext* debug) {
  bool is_directory = false;
  if (target_->IsDirectory(path, options, &is_directory, debug).ok() && is_directory) {
    return IOStatus::OK();
  }
  return CreateDir(path, options, debug);
}

IOStatus PowerCutFileSystem::DeleteDir(const std::string& raw_path, const IOOptions& options,
                                       IODebugContext* debug) {
  const std::string path = clean(raw_path);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_power(); !status.ok()) return status;
  IOStatus status = target_->DeleteDir(path, options, debug);
  if (status.ok()) remove_name(path);
  return status;
}

IOStatus PowerCutFileSystem::RenameFile(const std::string& raw_from, const std::string& raw_to,
                                        const IOOptions& options, IODebugContext* debug) {
  const std::string from = clean(raw_from);
  const std::string to = clean(raw_to);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_power(); !status.ok()) return status;
  const InodeRef inode = inode_of(from);
  IOStatus status = target_->RenameFile(from, to, options, debug);
  if (status.ok()) {
    remove_name(from);
    if (inode) set_name(to, inode);
  }
  return status;
}

IOStatus PowerCutFileSystem::LinkFile(const std::string& raw_from, const std::string& raw_to,
                                      const IOOptions& options, IODebugContext* debug) {
  const std::string from = clean(raw_from);
  const std::string to = clean(raw_to);
  const std::lock_guard lock(mutex_);
  if (IOStatus status = check_space(); !status.ok()) return status;
  IOStatus status = target_->LinkFile(from, to, options, debug);
  if (status.ok()) set_name(to, inode_of(from));
  return status;
}

IOStatus PowerCutFileSystem::GetFreeSpace(const std::string& path, const IOOptions& options,
                                          std::uint64_t* free_bytes, IODebugContext* debug) {
  const std::lock_guard lock(mutex_);
  if (free_bytes_) {
    *free_bytes = *free_bytes_;
    return IOStatus::OK();
  }
  return target_->GetFreeSpace(path, options, free_bytes, debug);
}

// RocksDB's own text log is nobody's data: it is not tracked, and gone after a cut.
IOStatus PowerCutFileSystem::NewLogger(const std::string& path, const IOOptions& options,
                                       std::shared_ptr<rocksdb::Logger>* logger,
                                       IODebugContext* debug) {
  return target_->NewLogger(path, options, logger, debug);
}

}  // namespace quondam::engine::testing
