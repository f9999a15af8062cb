#include "base/compression.h"

#include <zlib.h>
#include <zstd.h>

#include <new>

namespace quondam {

namespace {

constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
constexpr std::size_t kRoomBytes = std::size_t{64} << 10;
// zlib's way to say gzip: 16 more than the size of the window.
constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr int kMemoryLevel = 8;  // zlib's default

// zlib counts in unsigned, and does not say that it leaves its input alone. Callers give pieces.
void give(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
}

tl::unexpected<Error> not_of_this_form(std::string_view form) {
  return fail(ErrorCode::corruption, std::string("the object is not what ").append(form) + " says");
}

class GzipReader final : public ByteSource {
 public:
  explicit GzipReader(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), out_(kPieceBytes, '\0') {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~GzipReader() override { inflateEnd(&stream_); }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  Result<std::string_view> next() override {
    while (true) {
      if (stream_.avail_in == 0 && !more_to_come_) {
        QUONDAM_ASSIGN(const std::string_view more, source_->next());
        if (more.empty()) {
          if (in_member_) return not_of_this_form("GZIP");
          return std::string_view();
        }
        give(stream_, more);
      }
      if (!in_member_) inflateReset(&stream_);
      in_member_ = true;
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state == Z_STREAM_END) in_member_ = false;
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
        return not_of_this_form("GZIP");
      // A full buffer can hide more that needs no further input.
      more_to_come_ = in_member_ && stream_.avail_out == 0;
      const std::size_t count = out_.size() - stream_.avail_out;
      if (count > 0) return std::string_view(out_.data(), count);
    }
  }

 private:
  std::unique_ptr<ByteSource> source_;
  z_stream stream_{};
  bool in_member_ = false;
  bool more_to_come_ = false;
  std::string out_;
};

class ZstdReader final : public ByteSource {
 public:
  explicit ZstdReader(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), stream_(ZSTD_createDStream()), out_(kPieceBytes, '\0') {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  Result<std::string_view> next() override {
    while (true) {
      if (in_.pos == in_.size && !more_to_come_) {
        QUONDAM_ASSIGN(const std::string_view more, source_->next());
        if (more.empty()) {
          if (in_frame_) return not_of_this_form("ZSTD");
          return std::string_view();
        }
        in_ = {more.data(), more.size(), 0};
      }
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(left) != 0U) return not_of_this_form("ZSTD");
      in_frame_ = left != 0;
      // A full buffer can hide more that needs no further input.
      more_to_come_ = in_frame_ && out.pos == out.size;
      if (out.pos > 0) return std::string_view(out_.data(), out.pos);
    }
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool in_frame_ = false;
  bool more_to_come_ = false;
  std::string out_;
};

class Plain final : public Compressor {
 public:
  void add(std::string_view bytes, std::string& out) override { out.append(bytes); }
  void end_member(std::string& /*out*/) override {}
};

class GzipCompressor final : public Compressor {
 public:
  GzipCompressor() {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipCompressor() override { deflateEnd(&stream_); }
  GzipCompressor(const GzipCompressor&) = delete;
  GzipCompressor& operator=(const GzipCompressor&) = delete;

  void add(std::string_view bytes, std::string& out) override {
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kPieceBytes);
      run(piece, Z_NO_FLUSH, out);
      bytes.remove_prefix(piece.size());
    }
  }
  void end_member(std::string& out) override {
    run({}, Z_FINISH, out);
    deflateReset(&stream_);
  }

 private:
  void run(std::string_view bytes, int flush, std::string& out) {
    give(stream_, bytes);
    do {
      const std::size_t before = out.size();
      out.resize(before + kRoomBytes);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = static_cast<uInt>(kRoomBytes);
      ::deflate(&stream_, flush);
      out.resize(before + kRoomBytes - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
};

class ZstdCompressor final : public Compressor {
 public:
  ZstdCompressor() : stream_(ZSTD_createCStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  void add(std::string_view bytes, std::string& out) override { run(bytes, ZSTD_e_continue, out); }
  void end_member(std::string& out) override { run({}, ZSTD_e_end, out); }

 private:
  struct Free {
    void operator()(ZSTD_CStream* stream) const { ZSTD_freeCStream(stream); }
  };

  void run(std::string_view bytes, ZSTD_EndDirective directive, std::string& out) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (true) {
      const std::size_t before = out.size();
      out.resize(before + kRoomBytes);
      ZSTD_outBuffer room{out.data() + before, kRoomBytes, 0};
      const std::size_t left = ZSTD_compressStream2(stream_.get(), &room, &in, directive);
      out.resize(before + room.pos);
      if (ZSTD_isError(left) != 0U) throw std::bad_alloc();  // all else is a bug here
      const bool done = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
      if (done) return;
    }
  }

  std::unique_ptr<ZSTD_CStream, Free> stream_;
};

}  // namespace

std::unique_ptr<Compressor> make_compressor(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipCompressor>();
    case Compression::zstd:
      return std::make_unique<ZstdCompressor>();
    case Compression::none:
      break;
  }
  return std::make_unique<Plain>();
}

std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> source,
                                       Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipReader>(std::move(source));
    case Compression::zstd:
      return std::make_unique<ZstdReader>(std::move(source));
    case Compression::none:
      break;
  }
  return source;
}

}  // namespace quondam
