// Records of streams, read from the timeline, over every engine (API reference: GetRecords).

#include "streams/stream_reader.h"

#include <algorithm>

#include "catalog/stream_settings.h"
#include "catalog/testing/catalog_fixture.h"
#include "catalog/window_upkeep.h"

namespace quondam::streams {
namespace {

using catalog::Stream;
using catalog::Table;
using catalog::TablePtr;
using item::AttributeValue;

class StreamReaderTest : public catalog::testing::CatalogFixture {
 protected:
  TablePtr change(const TablePtr& table, const catalog::Catalog::Change& function) {
    return *catalog().update(table->name, table->id, who_, function);
  }
  TablePtr enable(const TablePtr& table, Stream::View view = Stream::View::new_and_old_images) {
    return change(table, [&](Table& record, CommitTime now) -> Result<void> {
      enable_stream(record, view, now);
      return {};
    });
  }
  TablePtr disable(const TablePtr& table) {
    return change(table, [](Table& record, CommitTime now) -> Result<void> {
      disable_stream(record, now);
      return {};
    });
  }

  // A page of the first shard.
  Result<StreamPage> page(const TablePtr& table, std::optional<Position> from = std::nullopt,
                          std::size_t most_records = kMostRecords) {
    const TablePtr present = catalog().find(table->name);
    const Stream& stream = present->streams.back();
    const CommitTime now = *engine().safe_time();
    const Shard shard = *shard_behind(*present, stream, stream.enabled_at, now);
    return read_shard(engine(), *present, stream, shard, from.value_or(shard.first_position()),
                      most_records, now);
  }
  // "insert a -> 1", "modify a 1 -> 2", "remove a 2 ->"
  static std::vector<std::string> told(const StreamPage& page) {
    constexpr std::string_view kNames[] = {"insert", "modify", "remove"};
    std::vector<std::string> lines;
    for (const StreamRecord& record : page.records) {
      std::string line(kNames[static_cast<int>(record.event)]);
      line += " " + *record.keys.at("PK").get_if<std::string>();
      if (record.old_image) line += " " + value_in(*record.old_image);
      line += " ->";
      if (record.new_image) line += " " + value_in(*record.new_image);
      lines.push_back(std::move(line));
    }
    return lines;
  }
  static std::string value_in(const std::string& stored) {
    return *(*item::stored_attribute(stored, "value"))->get_if<std::string>();
  }
};

using Lines = std::vector<std::string>;

TEST_P(StreamReaderTest, TellsEveryChangeInOrderWithBothImages) {
  const TablePtr table = enable(make_table("orders"));
  ASSERT_TRUE(put(table, "a", AttributeValue("1")));
  ASSERT_TRUE(put(table, "b", AttributeValue("1")));
  ASSERT_TRUE(put(table, "a", AttributeValue("2")));
  ASSERT_TRUE(remove(table, "a"));
  ASSERT_TRUE(put(table, "a", AttributeValue("3")));
  const auto read = page(table);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(told(*read), (Lines{"insert a -> 1", "insert b -> 1", "modify a 1 -> 2",
                                "remove a 2 ->", "insert a -> 3"}));
  EXPECT_TRUE(std::ranges::is_sorted(read->records, {}, &StreamRecord::position));
  EXPECT_TRUE(read->next) << "the shard is open";
}

TEST_P(StreamReaderTest, ShowsWhatTheViewShows) {
  const std::map<Stream::View, std::string> expected{
      {Stream::View::keys_only, "modify a ->"},
      {Stream::View::new_image, "modify a -> 2"},
      {Stream::View::old_image, "modify a 1 ->"},
      {Stream::View::new_and_old_images, "modify a 1 -> 2"}};
  for (const auto& [view, line] : expected) {
    const TablePtr table = enable(make_table(std::string(view_name(view))), view);
    ASSERT_TRUE(put(table, "a", AttributeValue("1")));
    ASSERT_TRUE(put(table, "a", AttributeValue("2")));
    const auto read = page(table);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(told(*read).back(), line);
  }
}

TEST_P(StreamReaderTest, CountsTheBytesOfKeysAndShownImages) {
  const TablePtr table = enable(make_table("orders"), Stream::View::new_image);
  ASSERT_TRUE(put(table, "a", AttributeValue("1")));
  EXPECT_EQ(page(table)->records.front().size_bytes, 3U + (3U + 6U));
}

TEST_P(StreamReaderTest, AWriteThatChangesNothingIsNoRecord) {
  const TablePtr table = enable(make_table("orders"));
  ASSERT_TRUE(put(table, "a", AttributeValue("1")));
  ASSERT_TRUE(put(table, "a", AttributeValue("1")));
  ASSERT_TRUE(remove(table, "b"));
  ASSERT_TRUE(put(table, "a", AttributeValue("2")));
  EXPECT_EQ(told(*page(table)), (Lines{"insert a -> 1", "modify a 1 -> 2"}));
}

TEST_P(StreamReaderTest, HasNothingFromBeforeItWasEnabledNorFromAfter) {
  TablePtr table = enable_recovery(make_table("orders"));
  ASSERT_TRUE(put(table, "a", AttributeValue("1")));
  table = enable(table);
  ASSERT_TRUE(put(table, "a", AttributeValue("2")));
  table = disable(table);
  ASSERT_TRUE(put(table, "a", AttributeValue("3")));
  const auto read = page(table);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(told(*read), (Lines{"modify a 1 -> 2"}));
  EXPECT_FALSE(read->next) << "a closed shard has an end";
}

TEST_P(StreamReaderTest, IsReadOnPageByPage) {
  const TablePtr table = enable(make_table("orders"));
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(put(table, "a", AttributeValue(std::to_string(i))));
  Lines all;
  std::optional<Position> from;
  for (int pages = 0; pages < 3; ++pages) {
    const auto read = page(table, from, 3);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->records.size(), pages < 2 ? 3U : 1U);
    std::ranges::copy(told(*read), std::back_inserter(all));
    from = read->next;
  }
  EXPECT_EQ(all.front(), "insert a -> 0");
  EXPECT_EQ(all.back(), "modify a 5 -> 6");
  ASSERT_TRUE(put(table, "a", AttributeValue("7")));
  EXPECT_EQ(told(*page(table, from)), (Lines{"modify a 6 -> 7"}));
}

TEST_P(StreamReaderTest, TheChangesOfOneCommitAreReadOneByOne) {
  const TablePtr table = enable(make_table("orders"));
  std::vector<catalog::RowOf> rows;
  for (const char* pk : {"a", "b", "c", "d"}) rows.push_back({table, row(table, pk)});
  ASSERT_TRUE(catalog().write(
      rows, who_, [&](timeline::Writer& writer, std::span<const TablePtr> tables) -> Result<void> {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const item::Item item{{"PK", std::string(1, static_cast<char>('a' + i))}, {"value", "1"}};
          writer.put(tables[i]->id, true, rows[i].row, std::nullopt, item::encode_item(item));
        }
        return {};
      }));
  Lines all;
  std::optional<Position> from;
  for (int pages = 0; pages < 4; ++pages) {
    const auto read = page(table, from, 1);
    std::ranges::copy(told(*read), std::back_inserter(all));
    from = read->next;
  }
  EXPECT_EQ(all, (Lines{"insert a -> 1", "insert b -> 1", "insert c -> 1", "insert d -> 1"}));
}

TEST_P(StreamReaderTest, APageHasAtMostOneMegabyte) {
  const TablePtr table = enable(make_table("orders"), Stream::View::new_image);
  for (const char* pk : {"a", "b", "c", "d"})
    ASSERT_TRUE(put(table, pk, AttributeValue(std::string(300'000, 'x'))));
  const auto read = page(table);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->records.size(), 3U);
  EXPECT_EQ(page(table, read->next)->records.size(), 1U);
}

TEST_P(StreamReaderTest, SurvivesAPowerCut) {
  const TablePtr table = enable(make_table("orders"));
  ASSERT_TRUE(put(table, "a", AttributeValue("1")));
  const auto before = page(table);
  power_cut();
  ASSERT_TRUE(put(catalog().find("orders"), "a", AttributeValue("2")));
  const auto after_cut = page(table);
  ASSERT_TRUE(after_cut) << after_cut.error().message;
  EXPECT_EQ(told(*after_cut), (Lines{"insert a -> 1", "modify a 1 -> 2"}));
  EXPECT_EQ(after_cut->records[0].position, before->records[0].position);
}

// Design, section 1: a table with a stream but no recovery keeps 24 hours.
TEST_P(StreamReaderTest, ADayOfRecordsIsKeptWithTheirImagesAndNoMore) {
  const TablePtr table = enable(make_table("orders"));
  catalog::WindowUpkeep upkeep(catalog(), *time_);
  ASSERT_TRUE(put(table, "a", AttributeValue("0")));
  std::vector<CommitTime> written;
  for (int hour = 1; hour <= 60; ++hour) {
    clock().advance(3600 * kMicrosPerSecond);
    written.push_back(*put(table, "a", AttributeValue(std::to_string(hour))));
    ASSERT_TRUE(upkeep.step());
    ASSERT_TRUE(engine().reclaim(engine::kHistorySpace));
    ASSERT_TRUE(engine().reclaim(engine::kChangesSpace));
  }
  const TablePtr present = catalog().find("orders");
  const CommitTime now = *engine().safe_time();
  Lines all;
  for (const Shard& shard : shards_of(*present, present->streams.back(), now)) {
    const Position oldest{std::max(shard.after, now - kMicrosPerDay) + 1, 0};
    const auto read =
        read_shard(engine(), *present, present->streams.back(), shard, oldest, kMostRecords, now);
    ASSERT_TRUE(read) << read.error().message;
    std::ranges::copy(told(*read), std::back_inserter(all));
  }
  ASSERT_EQ(all.size(), 24U);
  EXPECT_EQ(all.front(), "modify a 36 -> 37");
  EXPECT_EQ(all.back(), "modify a 59 -> 60");
  EXPECT_GT(windows_->floor(table->id), written[30]) << "what nobody needs is given up";
}

INSTANTIATE_TEST_SUITE_P(Engines, StreamReaderTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::streams
