#include "engine/rocksdb/guarded_file_system.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace quondam::engine::rocks {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string directory_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

bool is_log(std::string_view path) {
  return path.ends_with(".log");
}

// Syncs what was linked before the MANIFEST that names it.
class ManifestFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  ManifestFile(std::unique_ptr<rocksdb::FSWritableFile> file, GuardedFileSystem& file_system)
      : FSWritableFileOwnerWrapper(std::move(file)), file_system_(file_system) {}

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = file_system_.sync_links();
    return status.ok() ? FSWritableFileOwnerWrapper::Sync(options, debug) : status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = file_system_.sync_links();
    return status.ok() ? FSWritableFileOwnerWrapper::Fsync(options, debug) : status;
  }

 private:
  GuardedFileSystem& file_system_;
};

class StandInFile final : public rocksdb::FSRandomAccessFile {
 public:
  StandInFile(std::uint64_t size_bytes, std::shared_ptr<const std::string> image,
              std::size_t footer_bytes)
      : size_bytes_(size_bytes), image_(std::move(image)), footer_bytes_(footer_bytes) {}

  IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions&, rocksdb::Slice* result,
                char* scratch, IODebugContext*) const override {
    if (offset >= size_bytes_) {
      *result = rocksdb::Slice();
      return IOStatus::OK();
    }
    count = std::min<std::uint64_t>(count, size_bytes_ - offset);
    std::memset(scratch, 0, count);
    const std::string_view image(*image_);
    copy_part(image.substr(0, image.size() - footer_bytes_), 0, offset, count, scratch);
    copy_part(image.substr(image.size() - footer_bytes_), size_bytes_ - footer_bytes_, offset,
              count, scratch);
    *result = rocksdb::Slice(scratch, count);
    return IOStatus::OK();
  }

 private:
  // Copies what of `part`, which lies at `part_offset`, falls into [offset, offset + count).
  static void copy_part(std::string_view part, std::uint64_t part_offset, std::uint64_t offset,
                        std::size_t count, char* to) {
    const std::uint64_t begin = std::max(part_offset, offset);
    const std::uint64_t end = std::min(part_offset + part.size(), offset + count);
    if (begin >= end) return;
    std::memcpy(to + (begin - offset), part.data() + (begin - part_offset), end - begin);
  }

  const std::uint64_t size_bytes_;
  const std::shared_ptr<const std::string> image_;
  const std::size_t footer_bytes_;
};

}  // namespace

GuardedFileSystem::GuardedFileSystem(const std::shared_ptr<rocksdb::FileSystem>& target,
                                     Rules rules)
    : FileSystemWrapper(target), rules_(rules) {}

void GuardedFileSystem::stand_in(const std::string& path, std::uint64_t size_bytes,
                                 std::shared_ptr<const std::string> image,
                                 std::size_t footer_bytes) {
  const std::lock_guard lock(mutex_);
  stand_ins_[path] = {size_bytes, std::move(image), footer_bytes};
}

std::string GuardedFileSystem::last_log_read() const {
  const std::lock_guard lock(mutex_);
  return last_log_read_;
}

IOStatus GuardedFileSystem::NewWritableFile(const std::string& path,
                                            const rocksdb::FileOptions& options,
                                            std::unique_ptr<rocksdb::FSWritableFile>* file,
                                            IODebugContext* debug) {
  const std::string_view name = base_name(path);
  if (rules_.refuse_options_files && name.starts_with("OPTIONS-")) {
    return IOStatus::NotSupported("options are not kept in files");
  }
  IOStatus status = target_->NewWritableFile(path, options, file, debug);
  if (status.ok() && rules_.sync_links_before_manifest && name.starts_with("MANIFEST-")) {
    *file = std::make_unique<ManifestFile>(std::move(*file), *this);
  }
  return status;
}

IOStatus GuardedFileSystem::NewSequentialFile(const std::string& path,
                                              const rocksdb::FileOptions& options,
                                              std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                              IODebugContext* debug) {
  if (is_log(path)) {
    const std::lock_guard lock(mutex_);
    last_log_read_ = path;
  }
  return target_->NewSequentialFile(path, options, file, debug);
}

IOStatus GuardedFileSystem::NewRandomAccessFile(const std::string& path,
                                                const rocksdb::FileOptions& options,
                                                std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                                IODebugContext* debug) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = stand_ins_.find(path);
    if (found != stand_ins_.end()) {
      const StandIn& stand_in = found->second;
      *file =
          std::make_unique<StandInFile>(stand_in.size_bytes, stand_in.image, stand_in.footer_bytes);
      return IOStatus::OK();
    }
  }
  return target_->NewRandomAccessFile(path, options, file, debug);
}

IOStatus GuardedFileSystem::GetFileSize(const std::string& path, const IOOptions& options,
                                        std::uint64_t* size_bytes, IODebugContext* debug) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = stand_ins_.find(path);
    if (found != stand_ins_.end()) {
      *size_bytes = found->second.size_bytes;
      return IOStatus::OK();
    }
  }
  return target_->GetFileSize(path, options, size_bytes, debug);
}

IOStatus GuardedFileSystem::GetChildren(const std::string& directory, const IOOptions& options,
                                        std::vector<std::string>* names, IODebugContext* debug) {
  IOStatus status = target_->GetChildren(directory, options, names, debug);
  if (status.ok() && rules_.hide_logs) {
    std::erase_if(*names, [](const std::string& name) { return is_log(name); });
  }
  return status;
}

IOStatus GuardedFileSystem::LinkFile(const std::string& from, const std::string& to,
                                     const IOOptions& options, IODebugContext* debug) {
  IOStatus status = target_->LinkFile(from, to, options, debug);
  if (status.ok()) {
    const std::lock_guard lock(mutex_);
    linked_into_.insert(directory_of(to));
  }
  return status;
}

IOStatus GuardedFileSystem::sync_links() {
  std::set<std::string> directories;
  {
    const std::lock_guard lock(mutex_);
    directories.swap(linked_into_);
  }
  for (const std::string& path : directories) {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    IOStatus status = target_->NewDirectory(path, IOOptions(), &directory, nullptr);
    // An export directory may be gone by now, and its links with it.
    if (status.IsNotFound() || status.IsPathNotFound()) continue;
    if (status.ok()) status = directory->Fsync(IOOptions(), nullptr);
    if (!status.ok()) {
      const std::lock_guard lock(mutex_);
      linked_into_.insert(directories.begin(), directories.end());
      return status;
    }
  }
  return IOStatus::OK();
}

}  // namespace quondam::engine::rocks
