// gzip and Zstandard in streams.

#include "export/compression.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "export/testing/string_object.h"

namespace quondam::exporting {
namespace {

using testing::read_all;
using testing::StringObject;

std::string gzip(std::string_view bytes) {
  GzipEncoder encoder;
  std::string out;
  encoder.append(bytes, out);
  encoder.finish(out);
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
  return out;
}

Result<std::string> plain(const std::string& bytes, Compression compression, std::size_t piece) {
  QUONDAM_ASSIGN(const auto object,
                 decompress(std::make_unique<StringObject>(bytes, piece), compression));
  return read_all(*object);
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
}  // namespace quondam::exporting
