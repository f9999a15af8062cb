// Recorded on DynamoDB by ScyllaDB's test/alternator: test_compressed_request.py and
// test_compressed_response.py.
#include "server/content_coding.h"

#include <gtest/gtest.h>

namespace quondam::server {
namespace {

constexpr std::size_t kPadding = 64;
constexpr std::size_t kMost = 1000;

TEST(ContentCoding, WhatWasEncodedIsDecoded) {
  for (const ContentCoding coding : {ContentCoding::gzip, ContentCoding::deflate}) {
    for (const std::size_t size : {0U, 1U, 999U, 1000U}) {
      const std::string body(size, 'x');
      const auto decoded = decode(coding, encode(coding, body), kMost, kPadding);
      ASSERT_TRUE(decoded);
      EXPECT_EQ(*decoded, body);
      EXPECT_GE(decoded->capacity(), size + kPadding);
    }
  }
}

TEST(ContentCoding, NoMoreIsUnpackedThanIsAllowed) {
  const std::string bomb = encode(ContentCoding::gzip, std::string(100'000'000, ' '));
  for (const std::string& body :
       {encode(ContentCoding::gzip, std::string(kMost + 1, ' ')), bomb, bomb + bomb}) {
    const auto decoded = decode(ContentCoding::gzip, body, kMost, kPadding);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::validation);
  }
}

TEST(ContentCoding, GzipMayComeInSeveralMembers) {
  const std::string body = encode(ContentCoding::gzip, "{\"a\"") + encode(ContentCoding::gzip, "") +
                           encode(ContentCoding::gzip, ":1}");
  EXPECT_EQ(decode(ContentCoding::gzip, body, kMost, kPadding).value(), "{\"a\":1}");
}

TEST(ContentCoding, WhatIsMalformedIsRefused) {
  for (const ContentCoding coding : {ContentCoding::gzip, ContentCoding::deflate}) {
    const std::string whole = encode(coding, "{\"TableName\":\"abc\"}");
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto cut = decode(coding, whole.substr(0, length), kMost, kPadding);
      ASSERT_FALSE(cut) << length;
      EXPECT_EQ(cut.error().code, ErrorCode::corruption);
    }
    EXPECT_FALSE(decode(coding, whole + "junk", kMost, kPadding));
    EXPECT_FALSE(decode(coding, "{}", kMost, kPadding));
    std::string damaged = whole;
    damaged[damaged.size() - 1] ^= 1;
    EXPECT_FALSE(decode(coding, damaged, kMost, kPadding));
  }
  EXPECT_FALSE(decode(ContentCoding::gzip, encode(ContentCoding::deflate, "{}"), kMost, kPadding));
}

TEST(ContentCoding, ContentEncodingsAreRead) {
  EXPECT_EQ(read_content_encoding(""), ContentCoding::identity);
  EXPECT_EQ(read_content_encoding("Identity"), ContentCoding::identity);
  EXPECT_EQ(read_content_encoding("GZIP"), ContentCoding::gzip);
  EXPECT_EQ(read_content_encoding("deflate"), ContentCoding::deflate);
  for (const std::string_view unknown : {"br", "gzip, gzip", "x-gzip", "garbage", "aws-chunked"})
    EXPECT_EQ(read_content_encoding(unknown), ContentCoding::unknown) << unknown;
}

TEST(ContentCoding, AcceptEncodingChoosesAsOnDynamoDb) {
  using enum ContentCoding;
  const std::pair<std::string_view, ContentCoding> cases[] = {
      {"", identity},
      {"identity", identity},
      {"br", identity},
      {"zstd", identity},
      {"x-gzip", identity},
      {"gzip", gzip},
      {"gzip, deflate", gzip},
      {"br, identity, deflate, gzip", deflate},
      {"GZIP, identity", gzip},
      {"dog, gzip ,, cat", gzip},
      {"gzip;q=0.8, deflate;q=0.5", gzip},
      {"br, gzip;q=0, deflate; q = 0.5 , identity;q=0", deflate},
      {"*", gzip},
      {"*, deflate;q=0.5", gzip},
      {"*, deflate", deflate},
      {"*, identity", gzip},
      {"*, gzip;q=0.5", deflate},
      {"gzip ;q=0", identity},
      {"*;q=0", identity},
      {"*;q=0.5,identity", gzip},
      {"gzip;q=0.5,identity;q=0.8", gzip},
      {"br;q=0.8,identity;q=0.5,*;q=0", identity},
      {"\"gzip\"", identity},
      {"gzip br", identity},
      {"gzip:q=1", identity},
      {"deflate;q=0.5, gzip;q=31", gzip},
      {"gzip;q=31,deflate;q=51", gzip},
      {"deflate;q=0.5, gzip;q=0.2", deflate},
      {"deflate;q=0.5, gzip;q=1;q=0.2", gzip},
      {"deflate;q=0.5,gzip;q=0.", deflate},
      {"deflate;q=0.5,gzip;q=0.x", gzip},
      {"deflate;q=-0.5,gzip;q=0.2", gzip},
      {"gzip;nq=1;q=0 ", identity},
      {"gzip;q=0, gzip;q=1, gzip;q=0", gzip},
      {"br,identity;q=0.5,gzip;q=0.0001", gzip},
  };
  for (const auto& [header, expected] : cases) EXPECT_EQ(choose_coding(header), expected) << header;
}

}  // namespace
}  // namespace quondam::server
