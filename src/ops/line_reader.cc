#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "ops/packed_file.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kPieceBytes = 256 << 10;
constexpr std::size_t kLongestLineBytes = 16 << 20;

std::string reading_failed(const std::string& path, int error) {
  return fmt::format("cannot read {}: {}", path, std::generic_category().message(error));
}

std::string_view name_of(Compression compression) {
  return compression == Compression::gzip ? "gzip" : "Zstandard";
}

// The bytes as they are on the disk.
class RawFile final : public ByteSource {
 public:
  RawFile(int descriptor, std::string path, std::uint64_t size)
      : descriptor_(descriptor), path_(std::move(path)), size_(size), piece_(kPieceBytes, '\0') {}
  ~RawFile() override {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  Result<std::string_view> next() override {
    while (true) {
      const ssize_t got = ::read(descriptor_, piece_.data(), piece_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(ErrorCode::io_error, reading_failed(path_, errno));
      read_ += static_cast<std::uint64_t>(got);
      return std::string_view(piece_.data(), static_cast<std::size_t>(got));
    }
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t read_bytes() const { return read_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  int descriptor_;
  std::string path_;
  std::uint64_t size_;
  std::uint64_t read_ = 0;
  std::string piece_;
};

class Lines final : public LineReader {
 public:
  Lines(std::unique_ptr<RawFile> file, Compression compression)
      : file_(*file),
        compression_(compression),
        source_(decompress(std::move(file), compression)) {}

  Outcome<bool> next(std::string_view& line) override {
    line_.clear();
    while (true) {
      const std::size_t end = rest_.find('\n');
      line_.append(rest_.substr(0, end));
      offset_ += std::min(end, rest_.size());
      if (line_.size() > kLongestLineBytes)
        return failed(fmt::format("{}: a line is longer than an item can be", file_.path()));
      if (end != std::string_view::npos) {
        rest_.remove_prefix(end + 1);
        ++offset_;
        break;
      }
      QUONDAM_ASSIGN(rest_, next_bytes());
      if (!rest_.empty()) continue;
      if (line_.empty()) return false;
      break;
    }
    line = line_;
    return true;
  }

  [[nodiscard]] std::uint64_t offset() const override { return offset_; }

  Outcome<void> skip_to(std::uint64_t offset) override {
    while (offset_ < offset) {
      const auto step =
          static_cast<std::size_t>(std::min<std::uint64_t>(rest_.size(), offset - offset_));
      rest_.remove_prefix(step);
      offset_ += step;
      if (!rest_.empty()) break;
      if (offset_ == offset) break;
      QUONDAM_ASSIGN(rest_, next_bytes());
      if (rest_.empty()) {
        return failed(
            fmt::format("{} ends before byte {}, up to which it was loaded", file_.path(), offset),
            "It is not the file that was being loaded.");
      }
    }
    return {};
  }

  [[nodiscard]] std::uint64_t read_bytes() const override {
    return file_.size() == 0 ? 0 : file_.read_bytes();
  }
  [[nodiscard]] std::uint64_t file_bytes() const override { return file_.size(); }

 private:
  Outcome<std::string_view> next_bytes() {
    auto bytes = source_->next();
    if (bytes) return *bytes;
    if (bytes.error().code != ErrorCode::corruption) return tl::unexpected(Failure(bytes.error()));
    return failed(fmt::format("{} is not whole {}", file_.path(), name_of(compression_)),
                  "Its name says how it is packed: .gz, .zst, or not at all.");
  }

  const RawFile& file_;  // source_'s
  const Compression compression_;
  std::unique_ptr<ByteSource> source_;
  std::string_view rest_;
  std::string line_;
  std::uint64_t offset_ = 0;
};

}  // namespace

Compression compression_of(std::string_view path) {
  if (path.ends_with(".gz")) return Compression::gzip;
  return path.ends_with(".zst") ? Compression::zstd : Compression::none;
}

Outcome<std::unique_ptr<LineReader>> LineReader::open(const std::string& path) {
  int descriptor = STDIN_FILENO;
  std::uint64_t size = 0;
  if (path != "-") {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failed(reading_failed(path, errno));
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
      size = static_cast<std::uint64_t>(status.st_size);
  }
  auto file = std::make_unique<RawFile>(descriptor, path == "-" ? "standard input" : path, size);
  return std::make_unique<Lines>(std::move(file),
                                 path == "-" ? Compression::none : compression_of(path));
}

}  // namespace quondam::ops
