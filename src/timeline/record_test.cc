// Stored records: golden bytes, order, and damage (docs/formats/timeline.md).

#include "timeline/record.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/testing/engine_harness.h"
#include "timeline/format.h"

namespace quondam::timeline {
namespace {

constexpr TableId kTable = 0x10203;
constexpr CommitTime kWritten = 1'760'000'000'123'456;
constexpr CommitTime kReplaced = 1'760'000'000'999'999;
const RowKey kRow{0xDEADBEEF, std::string("a\0b\xFF", 4)};

std::string golden(const std::string& name) {
  std::ifstream file(std::filesystem::path(__FILE__).parent_path() / "testdata" / "records_v1.txt");
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string found;
    std::string hex;
    words >> found >> hex;
    if (found != name) continue;
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
  }
  ADD_FAILURE() << "no golden record is named " << name;
  return {};
}

TEST(Record, AVersionIsItsTimeAndItsPayload) {
  const std::string payload("payload\0x", 9);
  EXPECT_EQ(encode_version(kWritten, payload), golden("version"));
  EXPECT_EQ(*decode_version(golden("version")), (Version{kWritten, payload}));
  EXPECT_EQ(decode_version("short").error().code, ErrorCode::corruption);
}

TEST(Record, AHistoryKeyIsTableRowAndTime) {
  EXPECT_EQ(history_key(kTable, kRow, kReplaced).bytes, golden("history_key"));
  const auto key = decode_history_key(golden("history_key"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->table, kTable);
  EXPECT_EQ(key->row_bytes, kRow.bytes);
  EXPECT_EQ(key->replaced_at, kReplaced);
}

TEST(Record, AChangeNamesItsRowAndWhoMadeIt) {
  const Change change{.time = kReplaced,
                      .n = 3,
                      .kind = ChangeKind::replaced,
                      .row = kRow,
                      .who = {"AKIA", "PutItem"}};
  EXPECT_EQ(change_key(kTable, 7, kReplaced, 3, kRow.partition).bytes, golden("change_key"));
  EXPECT_EQ(encode_change(change), golden("change"));
  EXPECT_EQ(*decode_change(golden("change_key"), golden("change")), change);
}

TEST(Record, ADamagedChangeIsNamed) {
  const std::string key = golden("change_key");
  const std::string value = golden("change");
  for (std::size_t size = 0; size < value.size(); ++size) {
    EXPECT_EQ(decode_change(key, value.substr(0, size)).error().code, ErrorCode::corruption)
        << size;
  }
  EXPECT_FALSE(decode_change(key.substr(1), value));
}

// Notes on the engine, point 20: without a terminator, a row followed by a time collides with a
// longer row.
TEST(Record, HistoryKeysOfARowNeverStandAmongThoseOfAnother) {
  const std::vector<std::string> rows{std::string(),
                                      std::string("\0", 1),
                                      std::string("\0\0", 2),
                                      "a",
                                      std::string("a\0", 2),
                                      std::string("a\0\x01", 3),
                                      "a\x01",
                                      "ab",
                                      "a\xFF"};
  std::map<std::string, std::size_t> by_key;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const CommitTime time : {CommitTime{0}, kReplaced, ~CommitTime{0}}) {
      by_key[history_key(kTable, {0, rows[row]}, time).bytes] = row;
    }
  }
  std::vector<std::size_t> order;
  for (const auto& [key, row] : by_key) {
    if (order.empty() || order.back() != row) order.push_back(row);
  }
  std::vector<std::size_t> expected(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) expected[row] = row;
  EXPECT_EQ(order, expected) << "in the order of the rows, each row's keys together";
}

TEST(Format, ADatabaseOfAnotherFormatIsRefused) {
  const auto harness = engine::testing::memory_engine().make({});
  ASSERT_TRUE(check_format(harness->engine()));
  harness->restart();
  ASSERT_TRUE(check_format(harness->engine()));
  const engine::Key key{engine::kCatalogSpace, 0, "format"};
  ASSERT_TRUE(harness->engine().transact({.exclusive = {key}, .shared = {}},
                                         [&](engine::Transaction& transaction) -> Result<void> {
                                           transaction.put(key, std::string("\0\0\0\x02", 4));
                                           return {};
                                         }));
  const auto refused = check_format(harness->engine());
  EXPECT_EQ(refused.error().code, ErrorCode::corruption);
  EXPECT_NE(refused.error().message.find("HINT"), std::string::npos);
}

}  // namespace
}  // namespace quondam::timeline
