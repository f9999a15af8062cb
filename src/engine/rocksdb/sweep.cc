#include "engine/rocksdb/sweep.h"

#include <memory>
#include <vector>

namespace quondam::engine::rocks {

namespace {

using rocksdb::FileSystem;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

bool is_absent(const IOStatus& status) {
  return status.IsNotFound() || status.IsPathNotFound();
}

IOStatus children_of(FileSystem& file_system, const std::string& path,
                     std::vector<std::string>* names) {
  IOStatus status = file_system.GetChildren(path, IOOptions(), names, nullptr);
  if (is_absent(status)) return IOStatus::OK();
  std::erase_if(*names, [](const std::string& name) { return name == "." || name == ".."; });
  return status;
}

std::string in_directory(const std::string& path, const std::string& name) {
  std::string whole = path;
  whole.append("/").append(name);
  return whole;
}

}  // namespace

IOStatus remove_directory(FileSystem& file_system, const std::string& path) {
  IOStatus status = file_system.FileExists(path, IOOptions(), nullptr);
  if (is_absent(status)) return IOStatus::OK();
  std::vector<std::string> names;
  status = children_of(file_system, path, &names);
  for (const std::string& name : names) {
    if (!status.ok()) return status;
    status = file_system.DeleteFile(in_directory(path, name), IOOptions(), nullptr);
  }
  return status.ok() ? file_system.DeleteDir(path, IOOptions(), nullptr) : status;
}

IOStatus remove_subdirectories(FileSystem& file_system, const std::string& path) {
  std::vector<std::string> names;
  IOStatus status = children_of(file_system, path, &names);
  for (const std::string& name : names) {
    if (!status.ok()) return status;
    status = remove_directory(file_system, in_directory(path, name));
  }
  return status;
}

IOStatus remove_temporary_files(FileSystem& file_system, const std::string& path) {
  std::vector<std::string> names;
  IOStatus status = children_of(file_system, path, &names);
  for (const std::string& name : names) {
    if (!status.ok()) return status;
    if (name.ends_with(".dbtmp")) {
      status = file_system.DeleteFile(in_directory(path, name), IOOptions(), nullptr);
    }
  }
  return status;
}

IOStatus make_directory(FileSystem& file_system, const std::string& path) {
  const std::string parent = path.substr(0, path.rfind('/'));
  IOStatus status = file_system.FileExists(path, IOOptions(), nullptr);
  const bool existed = status.ok();
  if (is_absent(status)) {
    status = parent.empty() ? IOStatus::OK() : make_directory(file_system, parent);
    if (status.ok()) status = file_system.CreateDirIfMissing(path, IOOptions(), nullptr);
  }
  if (!status.ok() || parent.empty()) return status;
  // Also when it existed: whoever made it may have been killed before this.
  std::unique_ptr<rocksdb::FSDirectory> directory;
  status = file_system.NewDirectory(parent, IOOptions(), &directory, nullptr);
  if (status.ok()) return directory->Fsync(IOOptions(), nullptr);
  return existed ? IOStatus::OK() : status;  // another's directory, which we may not open
}

}  // namespace quondam::engine::rocks
