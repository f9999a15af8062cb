#include "base/coding.h"

#include <gtest/gtest.h>

#include <limits>

namespace quondam {
namespace {

using namespace std::string_view_literals;

TEST(Coding, VarintsReadBack) {
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{127}, std::uint64_t{128},
        std::uint64_t{16'384}, std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max()}) {
    std::string bytes;
    append_varint(bytes, value);
    bytes += "tail";
    Decoder decoder(bytes);
    EXPECT_EQ(decoder.varint(), value);
    EXPECT_EQ(decoder.rest(), "tail");
  }
}

// Found by tests/fuzz/attribute_values.cc: two forms of one number are two stored forms of one
// item.
TEST(Coding, AVarintHasOneForm) {
  for (const std::string_view bytes :
       {"\x81\x00"sv, "\x80\x00"sv, "\x80"sv, ""sv, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"sv,
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x01"sv}) {
    Decoder decoder(bytes);
    EXPECT_FALSE(decoder.varint());
    EXPECT_EQ(decoder.rest(), bytes);
  }
}

}  // namespace
}  // namespace quondam
