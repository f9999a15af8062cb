#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "export/object_store.h"

namespace quondam::exporting {

namespace {

namespace fs = std::filesystem;

// What an unfinished object is called, in the folder of the finished one.
constexpr std::string_view kUnfinished = ".unfinished-";
constexpr std::size_t kReadBytes = std::size_t{256} << 10;
constexpr int kFileMode = 0644;

tl::unexpected<Error> failed(std::string_view doing, const fs::path& path, int error) {
  const ErrorCode code = error == ENOSPC || error == EDQUOT ? ErrorCode::no_space
                         : error == ENOENT                  ? ErrorCode::not_found
                                                            : ErrorCode::io_error;
  return fail(code, fmt::format("{} {}: {}", doing, path.string(), std::strerror(error)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_;
};

Result<void> sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.open() || ::fsync(descriptor.number()) != 0)
    return failed("syncing", folder, errno);
  return {};
}

// Makes the folders between `bucket` and `folder`, each durable in the one above it.
Result<void> make_folders(const fs::path& bucket, const fs::path& folder) {
  if (folder == bucket) return {};
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  QUONDAM_TRY(make_folders(bucket, folder.parent_path()));
  if (!fs::create_directory(folder, error) && error) return failed("making", folder, error.value());
  return sync_folder(folder.parent_path());
}

class FileWriter final : public ObjectWriter {
 public:
  FileWriter(fs::path unfinished, fs::path path, int descriptor)
      : unfinished_(std::move(unfinished)), path_(std::move(path)), descriptor_(descriptor) {}
  ~FileWriter() override {
    if (!finished_) ::unlink(unfinished_.c_str());
  }
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  Result<void> append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failed("writing", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  // Its bytes first, then its name, then the folder that holds the name.
  Result<void> finish() override {
    if (::fsync(descriptor_.number()) != 0) return failed("syncing", path_, errno);
    if (::rename(unfinished_.c_str(), path_.c_str()) != 0) return failed("naming", path_, errno);
    finished_ = true;
    return sync_folder(path_.parent_path());
  }

 private:
  fs::path unfinished_;
  fs::path path_;
  Descriptor descriptor_;
  bool finished_ = false;
};

class FileReader final : public ObjectReader {
 public:
  FileReader(fs::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor), buffer_(kReadBytes, '\0') {}

  Result<std::string_view> next() override {
    while (true) {
      const ssize_t count = ::read(descriptor_.number(), buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failed("reading", path_, errno);
      return std::string_view(buffer_.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  fs::path path_;
  Descriptor descriptor_;
  std::string buffer_;
};

class FolderStore final : public ObjectStore {
 public:
  explicit FolderStore(fs::path root) : root_(std::move(root)) {}

  Result<bool> has_bucket(std::string_view bucket) const override {
    std::error_code error;
    return fs::is_directory(root_ / bucket, error);
  }

  Result<std::unique_ptr<ObjectWriter>> put(std::string_view bucket,
                                            std::string_view key) override {
    QUONDAM_ASSIGN(const fs::path path, path_of(bucket, key));
    QUONDAM_TRY(make_folders(root_ / bucket, path.parent_path()));
    fs::path unfinished = unfinished_of(path);
    const int descriptor =
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode);
    if (descriptor < 0) return failed("opening", unfinished, errno);
    return std::make_unique<FileWriter>(std::move(unfinished), path, descriptor);
  }

  Result<std::vector<std::string>> list(std::string_view bucket,
                                        std::string_view prefix) const override {
    QUONDAM_TRY(need_bucket(bucket));
    const fs::path base = root_ / bucket;
    std::vector<std::string> keys;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(base, error), end; !error && entry != end;
         entry.increment(error)) {
      std::error_code gone;  // somebody may remove files meanwhile
      if (!entry->is_regular_file(gone)) continue;
      if (entry->path().filename().string().starts_with(kUnfinished)) continue;
      std::string key = entry->path().lexically_relative(base).generic_string();
      if (key.starts_with(prefix)) keys.push_back(std::move(key));
    }
    if (error) return failed("listing", base, error.value());
    std::ranges::sort(keys);
    return keys;
  }

  Result<std::unique_ptr<ObjectReader>> read(std::string_view bucket,
                                             std::string_view key) const override {
    QUONDAM_ASSIGN(const fs::path path, path_of(bucket, key));
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failed("opening", path, errno);
    auto reader = std::make_unique<FileReader>(path, descriptor);
    // A folder is no object, though it can be opened.
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return failed("opening", path, ENOENT);
    return reader;
  }

  Result<bool> remove(std::string_view bucket, std::string_view key) override {
    QUONDAM_ASSIGN(const fs::path path, path_of(bucket, key));
    bool found = false;
    for (const fs::path& file : {path, unfinished_of(path)}) {
      if (::unlink(file.c_str()) == 0) {
        found = true;
      } else if (errno != ENOENT && errno != ENOTDIR) {
        return failed("removing", file, errno);
      }
    }
    remove_empty_folders(root_ / bucket, path.parent_path());
    return found;
  }

 private:
  static fs::path unfinished_of(const fs::path& path) {
    return path.parent_path() / (std::string(kUnfinished) + path.filename().string());
  }

  // A bucket has no folders, only keys: those that became empty go away.
  static void remove_empty_folders(const fs::path& bucket, fs::path folder) {
    std::error_code error;
    while (folder != bucket && ::rmdir(folder.c_str()) == 0) folder = folder.parent_path();
  }

  Result<void> need_bucket(std::string_view bucket) const {
    QUONDAM_ASSIGN(const bool there, has_bucket(bucket));
    if (!there) return fail(ErrorCode::not_found, fmt::format("no bucket is named {}", bucket));
    return {};
  }

  Result<fs::path> path_of(std::string_view bucket, std::string_view key) const {
    QUONDAM_TRY(check_folder_key(key));
    QUONDAM_TRY(need_bucket(bucket));
    fs::path path = root_ / bucket;
    for (std::size_t begin = 0; begin <= key.size();) {
      const std::size_t slash = std::min(key.find('/', begin), key.size());
      const std::string_view part = key.substr(begin, slash - begin);
      if (!part.empty()) path /= part;
      begin = slash + 1;
    }
    return path;
  }

  fs::path root_;
};

}  // namespace

std::unique_ptr<ObjectStore> open_folder_store(std::filesystem::path root) {
  return std::make_unique<FolderStore>(std::move(root));
}

Result<void> check_folder_key(std::string_view key) {
  for (std::size_t begin = 0; begin <= key.size();) {
    const std::size_t slash = std::min(key.find('/', begin), key.size());
    const std::string_view part = key.substr(begin, slash - begin);
    if (part == "." || part == ".." || part.starts_with(kUnfinished) ||
        part.find('\0') != std::string_view::npos) {
      return fail(ErrorCode::validation,
                  fmt::format("'{}' cannot be a part of a key where buckets are folders", part));
    }
    begin = slash + 1;
  }
  return {};
}

}  // namespace quondam::exporting
