#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include "ops/packed_file.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kPieceBytes = 256 << 10;
constexpr std::size_t kLongestLineBytes = 16 << 20;
constexpr int kGzipWindow = MAX_WBITS + 16;

tl::unexpected<Failure> cannot_read(const std::string& path, int error) {
  return failed(fmt::format("cannot read {}: {}", path, std::generic_category().message(error)));
}

// The bytes as they are on the disk.
class RawFile {
 public:
  RawFile(int descriptor, std::string path, std::uint64_t size)
      : descriptor_(descriptor), path_(std::move(path)), size_(size), piece_(kPieceBytes, '\0') {}
  ~RawFile() {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  // Empty at the end.
  Outcome<std::string_view> next() {
    while (true) {
      const ssize_t got = ::read(descriptor_, piece_.data(), piece_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return cannot_read(path_, errno);
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

// Unpacks: the next bytes, empty at the end.
class Unpacker {
 public:
  explicit Unpacker(std::unique_ptr<RawFile> file) : file_(std::move(file)) {}
  virtual ~Unpacker() = default;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  virtual Outcome<std::string_view> next() { return file_->next(); }
  [[nodiscard]] const RawFile& file() const { return *file_; }

 protected:
  tl::unexpected<Failure> damaged(std::string_view form) {
    return failed(fmt::format("{} is not whole {}", file_->path(), form),
                  "Its name says how it is packed: .gz, .zst, or not at all.");
  }

  std::unique_ptr<RawFile> file_;
};

class Gunzip final : public Unpacker {
 public:
  explicit Gunzip(std::unique_ptr<RawFile> file)
      : Unpacker(std::move(file)), out_(kPieceBytes, '\0') {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Gunzip() override { inflateEnd(&stream_); }

  Outcome<std::string_view> next() override {
    while (true) {
      if (stream_.avail_in == 0 && !full_) {
        QUONDAM_ASSIGN(const std::string_view more, file_->next());
        if (more.empty()) {
          if (in_member_) return damaged("gzip");
          return std::string_view();
        }
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(more.data()));
        stream_.avail_in = static_cast<uInt>(more.size());
      }
      if (!in_member_) inflateReset(&stream_);
      in_member_ = true;
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state == Z_STREAM_END) in_member_ = false;
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) return damaged("gzip");
      // A full buffer can hide more that needs no further input.
      full_ = in_member_ && stream_.avail_out == 0;
      const std::size_t count = out_.size() - stream_.avail_out;
      if (count > 0) return std::string_view(out_.data(), count);
    }
  }

 private:
  z_stream stream_{};
  bool in_member_ = false;
  bool full_ = false;
  std::string out_;
};

class Unzstd final : public Unpacker {
 public:
  explicit Unzstd(std::unique_ptr<RawFile> file)
      : Unpacker(std::move(file)), stream_(ZSTD_createDStream()), out_(kPieceBytes, '\0') {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  Outcome<std::string_view> next() override {
    while (true) {
      if (in_.pos == in_.size && !full_) {
        QUONDAM_ASSIGN(const std::string_view more, file_->next());
        if (more.empty()) {
          if (in_frame_) return damaged("Zstandard");
          return std::string_view();
        }
        in_ = {more.data(), more.size(), 0};
      }
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(left) != 0U) return damaged("Zstandard");
      in_frame_ = left != 0;
      full_ = in_frame_ && out.pos == out.size;
      if (out.pos > 0) return std::string_view(out_.data(), out.pos);
    }
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  std::unique_ptr<ZSTD_DStream, Free> stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool in_frame_ = false;
  bool full_ = false;
  std::string out_;
};

class Lines final : public LineReader {
 public:
  explicit Lines(std::unique_ptr<Unpacker> source) : source_(std::move(source)) {}

  Outcome<bool> next(std::string_view& line) override {
    line_.clear();
    while (true) {
      const std::size_t end = rest_.find('\n');
      line_.append(rest_.substr(0, end));
      offset_ += std::min(end, rest_.size());
      if (line_.size() > kLongestLineBytes)
        return failed(
            fmt::format("{}: a line is longer than an item can be", source_->file().path()));
      if (end != std::string_view::npos) {
        rest_.remove_prefix(end + 1);
        ++offset_;
        break;
      }
      QUONDAM_ASSIGN(rest_, source_->next());
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
      QUONDAM_ASSIGN(rest_, source_->next());
      if (rest_.empty()) {
        return failed(fmt::format("{} ends before byte {}, up to which it was loaded",
                                  source_->file().path(), offset),
                      "It is not the file that was being loaded.");
      }
    }
    return {};
  }

  [[nodiscard]] std::uint64_t read_bytes() const override {
    return source_->file().size() == 0 ? 0 : source_->file().read_bytes();
  }
  [[nodiscard]] std::uint64_t file_bytes() const override { return source_->file().size(); }

 private:
  std::unique_ptr<Unpacker> source_;
  std::string_view rest_;
  std::string line_;
  std::uint64_t offset_ = 0;
};

}  // namespace

Outcome<std::unique_ptr<LineReader>> LineReader::open(const std::string& path) {
  int descriptor = STDIN_FILENO;
  std::uint64_t size = 0;
  if (path != "-") {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_read(path, errno);
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
      size = static_cast<std::uint64_t>(status.st_size);
  }
  auto file = std::make_unique<RawFile>(descriptor, path == "-" ? "standard input" : path, size);
  std::unique_ptr<Unpacker> source;
  switch (path == "-" ? Packing::none : packing_of(path)) {
    case Packing::gzip:
      source = std::make_unique<Gunzip>(std::move(file));
      break;
    case Packing::zstd:
      source = std::make_unique<Unzstd>(std::move(file));
      break;
    case Packing::none:
      source = std::make_unique<Unpacker>(std::move(file));
      break;
  }
  return std::make_unique<Lines>(std::move(source));
}

}  // namespace quondam::ops
