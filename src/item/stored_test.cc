#include "item/stored.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "item/json.h"
#include "item/size.h"
#include "item/testing/random_items.h"

namespace quondam::item {
namespace {

using testing::RandomItems;

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 0xF]);
  }
  return hex;
}

// Every reader of stored bytes at once: none may crash, and all must agree on whether the bytes are
// an item.
bool all_readers_accept(std::string_view stored) {
  const auto item = decode_item(stored);
  std::string json = "kept";
  const auto rendered = append_json_from_stored(json, stored);
  const auto size = stored_size_bytes(stored);
  (void)stored_attribute(stored, "a");
  EXPECT_EQ(rendered.has_value(), item.has_value());
  EXPECT_EQ(size.has_value(), item.has_value());
  if (!item) {
    EXPECT_EQ(item.error().code, ErrorCode::corruption);
    EXPECT_EQ(json, "kept");
    return false;
  }
  EXPECT_EQ(json, "kept" + to_json(*item));
  EXPECT_EQ(*size, size_bytes(*item));
  return true;
}

TEST(Stored, RoundTripsWhateverAnItemHolds) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 5'000; ++i) {
    const Item item = random.item();
    const std::string stored = encode_item(item);
    const auto read = decode_item(stored);
    ASSERT_TRUE(read.has_value()) << to_json(item);
    ASSERT_EQ(*read, item) << to_json(item);
  }
}

TEST(Stored, IsRenderedAndSizedWithoutBuildingTheItem) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 5'000; ++i) {
    ASSERT_TRUE(all_readers_accept(encode_item(random.item(12))));
  }
}

TEST(Stored, GivesOneAttributeWithoutTheOthers) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 2'000; ++i) {
    const Item item = random.item(10);
    const std::string stored = encode_item(item);
    for (const auto& [name, value] : item) {
      const auto found = stored_attribute(stored, name);
      ASSERT_TRUE(found.has_value() && found->has_value());
      ASSERT_EQ(**found, value);
    }
    const std::string absent = random.text(3) + "?";
    const auto found = stored_attribute(stored, absent);
    ASSERT_TRUE(found.has_value());
    ASSERT_FALSE(found->has_value());
  }
}

TEST(Stored, EveryTruncationAndExtensionIsFound) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 300; ++i) {
    const std::string stored = encode_item(random.item());
    for (std::size_t size = 0; size < stored.size(); ++size) {
      ASSERT_FALSE(all_readers_accept(std::string_view(stored).substr(0, size)));
    }
    ASSERT_FALSE(all_readers_accept(stored + '\0'));
  }
}

TEST(Stored, DamageNeverCrashesAReader) {
  RandomItems random(testing::seed_from_environment());
  for (int i = 0; i < 30'000; ++i) {
    std::string stored = encode_item(random.item());
    for (std::uint64_t flips = 1 + random.below(3); flips > 0; --flips) {
      char& byte = stored[random.below(stored.size())];
      byte = static_cast<char>(random.below(2) == 0
                                   ? random.below(256)
                                   : static_cast<unsigned char>(byte) ^ (1U << random.below(8)));
    }
    all_readers_accept(stored);
  }
  for (int i = 0; i < 30'000; ++i) all_readers_accept('\1' + random.bytes(40));
}

TEST(Stored, HugeCountsAndEndlessNestingAreDamage) {
  EXPECT_FALSE(all_readers_accept(from_hex("01ffffffffffffffffff01")));
  // A list that says it has 2^62 elements.
  EXPECT_FALSE(all_readers_accept(from_hex("0101016108808080808080808040")));
  std::string nested = from_hex("01010161");
  for (int i = 0; i < 200'000; ++i) nested.append("\x08\x01");
  nested.append("\x04");
  EXPECT_FALSE(all_readers_accept(nested));
}

TEST(Stored, WhatTheEncoderCannotWriteIsDamage) {
  EXPECT_FALSE(all_readers_accept(from_hex("0200")));                  // another version
  EXPECT_FALSE(all_readers_accept(from_hex("010101610a")));            // an unknown type
  EXPECT_FALSE(all_readers_accept(from_hex("010101610302")));          // a boolean that is neither
  EXPECT_FALSE(all_readers_accept(from_hex("0101016105") + '\0'));     // an empty set
  EXPECT_FALSE(all_readers_accept(from_hex("01010161050201620161")));  // a set out of order
  EXPECT_FALSE(all_readers_accept(from_hex("0102016204016104")));      // attributes out of order
  EXPECT_FALSE(all_readers_accept(from_hex("0102016104016104")));      // the same attribute twice
  EXPECT_TRUE(all_readers_accept(from_hex("0102016104016204")));
}

// testdata/item_v1.txt: lines of hex, a tab, JSON. What version 1 wrote is read for ever, and
// written so until there is a version 2.
TEST(Stored, GoldenFileOfVersion1IsReadAndWritten) {
  const auto path = std::filesystem::path(__FILE__).parent_path() / "testdata" / "item_v1.txt";
  std::ifstream file(path);
  ASSERT_TRUE(file.is_open());
  int lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    ++lines;
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const std::string stored = from_hex(line.substr(0, tab));
    const std::string json = line.substr(tab + 1);
    const auto item = decode_item(stored);
    ASSERT_TRUE(item.has_value()) << line;
    EXPECT_EQ(to_json(*item), json);
    EXPECT_EQ(to_hex(encode_item(*parse_item(json))), to_hex(stored)) << json;
  }
  EXPECT_GE(lines, 12);
}

}  // namespace
}  // namespace quondam::item
