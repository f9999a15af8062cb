#include <zlib.h>
#include <zstd.h>

#include <new>

#include "ops/packed_file.h"

namespace quondam::ops {
namespace {

// zlib's way to say gzip: 16 more than the size of the window.
constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr int kMemoryLevel = 8;  // zlib's default
constexpr std::size_t kRoomBytes = 64 << 10;

class Plain final : public Packer {
 public:
  void add(std::string_view bytes, std::string& out) override { out.append(bytes); }
  void end_member(std::string& /*out*/) override {}
};

class Gzip final : public Packer {
 public:
  Gzip() {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Gzip() override { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void add(std::string_view bytes, std::string& out) override {
    // zlib counts in unsigned.
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kRoomBytes);
      run(piece, Z_NO_FLUSH, out);
      bytes.remove_prefix(piece.size());
    }
    if (stream_.total_in > 0) begun_ = true;
  }
  void end_member(std::string& out) override {
    if (!begun_) return;
    run({}, Z_FINISH, out);
    deflateReset(&stream_);
    begun_ = false;
  }

 private:
  void run(std::string_view bytes, int flush, std::string& out) {
    // It does not say that it leaves its input alone.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
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
  bool begun_ = false;
};

class Zstandard final : public Packer {
 public:
  Zstandard() : stream_(ZSTD_createCStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  void add(std::string_view bytes, std::string& out) override {
    begun_ = begun_ || !bytes.empty();
    run(bytes, ZSTD_e_continue, out);
  }
  void end_member(std::string& out) override {
    if (begun_) run({}, ZSTD_e_end, out);
    begun_ = false;
  }

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
  bool begun_ = false;
};

}  // namespace

Packing packing_of(std::string_view path) {
  if (path.ends_with(".gz")) return Packing::gzip;
  return path.ends_with(".zst") ? Packing::zstd : Packing::none;
}

std::unique_ptr<Packer> make_packer(Packing packing) {
  switch (packing) {
    case Packing::gzip:
      return std::make_unique<Gzip>();
    case Packing::zstd:
      return std::make_unique<Zstandard>();
    case Packing::none:
      break;
  }
  return std::make_unique<Plain>();
}

}  // namespace quondam::ops
