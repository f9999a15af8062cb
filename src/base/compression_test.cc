// gzip and Zstandard in streams.

#include "base/compression.h"

#include <gtest/gtest.h>

namespace quondam {
namespace {

// A source out of a string, in pieces of a chosen size.
class StringSource final : public ByteSource {
 public:
  StringSource(std::string bytes, std::size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}

  Result<std::string_view> next() override {
    const std::string_view given = std::string_view(bytes_).substr(at_, piece_);
    at_ += given.size();
    return given;
  }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

std::string compressed(std::string_view bytes, Compression compression) {
  const auto compressor = make_compressor(compression);
  std::string out;
  compressor->add(bytes, out);
  compressor->end_member(out);
  return out;
}

std::string gzip(std::string_view bytes) {
  return compressed(bytes, Compression::gzip);
}

std::string zstd(std::string_view bytes) {
  return compressed(bytes, Compression::zstd);
}

Result<std::string> plain(const std::string& bytes, Compression compression, std::size_t piece) {
  const auto source = decompress(std::make_unique<StringSource>(bytes, piece), compression);
  std::string all;
  while (true) {
    QUONDAM_ASSIGN(const std::string_view more, source->next());
    if (more.empty()) return all;
    all.append(more);
  }
}

// Compresses well, and is longer than any buffer.
std::string long_text() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + "\n";
  return text + std::string(700'000, 'x');
}

TEST(Compression, ComesBackWhateverThePieces) {
  const std::string text = long_text();
  for (const std::size_t piece : {1U, 1'000U, 100'000'000U}) {
    EXPECT_EQ(*plain(gzip(text), Compression::gzip, piece), text) << piece;
    EXPECT_EQ(*plain(zstd(text), Compression::zstd, piece), text) << piece;
  }
  EXPECT_EQ(*plain(text, Compression::none, 1'000), text);
}

TEST(Compression, OneBehindTheOther) {
  EXPECT_EQ(*plain(gzip("a") + gzip("") + gzip("bc"), Compression::gzip, 3), "abc");
  EXPECT_EQ(*plain(zstd("a") + zstd("bc"), Compression::zstd, 3), "abc");
}

TEST(Compression, OneCompressorMakesManyMembers) {
  for (const auto form : {Compression::gzip, Compression::zstd, Compression::none}) {
    const auto compressor = make_compressor(form);
    std::string out;
    for (const char* bytes : {"a", "", "bc"}) {
      compressor->add(bytes, out);
      compressor->end_member(out);
    }
    EXPECT_EQ(*plain(out, form, 3), "abc");
  }
}

TEST(Compression, NothingIsNothing) {
  EXPECT_EQ(*plain("", Compression::gzip, 1), "");
  EXPECT_EQ(*plain("", Compression::zstd, 1), "");
  EXPECT_EQ(*plain(gzip(""), Compression::gzip, 1), "");
}

TEST(Compression, OtherBytesAndAnEarlyEndAreFound) {
  for (const auto form : {Compression::gzip, Compression::zstd}) {
    const std::string whole = form == Compression::gzip ? gzip(long_text()) : zstd(long_text());
    EXPECT_EQ(plain("{\"Item\":{}}", form, 4).error().code, ErrorCode::corruption);
    EXPECT_EQ(plain(whole.substr(0, whole.size() - 1), form, 1'000).error().code,
              ErrorCode::corruption);
    EXPECT_EQ(plain(whole + "more", form, 1'000).error().code, ErrorCode::corruption);
  }
}

}  // namespace
}  // namespace quondam
