// Indexes in the background, on every engine: filled while writes go on, cut off by power cuts,
// retired with their past, erased when nobody can read it.
#include "catalog/index_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "catalog/client_token.h"
#include "catalog/index_entries.h"
#include "catalog/testing/catalog_fixture.h"
#include "engine/testing/test_seed.h"

namespace quondam::catalog {
namespace {

class IndexBuilderTest : public testing::CatalogFixture {
 protected:
  IndexBuilder builder() {
    return {catalog(), clock(), [this](TableId) { return being_read_; }};
  }

  TablePtr change(const TablePtr& table, const Catalog::Change& change) {
    auto updated = catalog().update(table->name, table->id, who_, change);
    EXPECT_TRUE(updated) << updated.error().message;
    return *updated;
  }
  // As UpdateTable does it.
  TablePtr create_index(const TablePtr& table, const std::string& name,
                        Projection projection = {}) {
    return change(table, [&](Table& record, CommitTime now) -> Result<void> {
      Index index;
      index.name = name;
      index.number = record.next_index_number++;
      index.status = Index::Status::creating;
      index.created = now;
      index.keys.partition = {{"group", item::Type::S}};
      index.projection = projection;
      record.indexes.push_back(index);
      record.status = TableStatus::updating;
      return {};
    });
  }
  TablePtr delete_index(const TablePtr& table, const std::string& name) {
    return change(table, [&](Table& record, CommitTime) -> Result<void> {
      record.find_index(name)->status = Index::Status::deleting;
      return {};
    });
  }
  TablePtr present(const TablePtr& table) { return catalog().find(table->name); }

  Result<CommitTime> write(const TablePtr& table, const std::string& pk,
                           const std::optional<std::string>& group) {
    const RowOf target{table, row(table, pk)};
    item::Item item{{"PK", pk}, {"more", "of " + pk}};
    if (group) item.insert_or_assign("group", *group);
    const std::string payload = item::encode_item(item);
    return catalog().write(
        {&target, 1}, who_,
        [&](timeline::Writer& writer, std::span<const TablePtr> tables) -> Result<void> {
          QUONDAM_ASSIGN(const auto previous, writer.read(tables[0]->id, target.row));
          return replace_item(writer, *tables[0], target.row, previous, nullptr,
                              Image{payload, &item});
        });
  }

  // The index's entries at the moment, and what they have to be by the table's items.
  void expect_complete(const TablePtr& table, const Index& index, timeline::Moment moment) {
    std::map<std::string, std::string> expected;
    for (const auto& [key, payload] : rows(table, item::kTableIndex, moment)) {
      const auto item = item::decode_item(payload);
      ASSERT_TRUE(item);
      if (const auto entry = index_entry(*table, index, *item))
        expected.emplace(entry->row.bytes, entry->payload);
    }
    const auto found = rows(table, index.number, moment);
    const auto count_missing = [](const auto& from, const auto& in) {
      std::vector<std::string> missing;
      for (const auto& [key, payload] : from) {
        const auto other = in.find(key);
        if (other == in.end() || other->second != payload) missing.push_back(payload);
      }
      return missing;
    };
    EXPECT_THAT(count_missing(expected, found), ::testing::IsEmpty()) << "missing";
    EXPECT_THAT(count_missing(found, expected), ::testing::IsEmpty()) << "too many";
  }
  std::map<std::string, std::string> rows(const TablePtr& table, item::IndexNumber number,
                                          timeline::Moment moment) {
    const item::KeyRange range = item::index_range(number);
    const auto cursor = timeline::open_rows(engine().snapshot(), table->id,
                                            {range.begin, range.end, std::nullopt}, moment);
    std::map<std::string, std::string> all;
    for ((*cursor)->seek_to_first(); (*cursor)->valid(); (*cursor)->next())
      all.emplace((*cursor)->row_bytes(), (*cursor)->payload());
    EXPECT_TRUE((*cursor)->status());
    return all;
  }

  bool being_read_ = false;
};

TEST_P(IndexBuilderTest, an_index_is_complete_though_writes_went_on_while_it_was_filled) {
  const TablePtr table = enable_recovery(make_table("orders"));
  for (int i = 0; i < 250; ++i) {
    ASSERT_TRUE(write(table, std::to_string(i),
                      i % 3 == 0 ? std::nullopt : std::optional("g" + std::to_string(i % 7))));
  }
  create_index(table, "by-group");
  std::mt19937_64 random(engine::testing::test_seed());
  {
    std::jthread writer([&] {
      for (int i = 0; i < 200; ++i) {
        const auto pk = std::to_string(random() % 300);
        ASSERT_TRUE(write(table, pk, "g" + std::to_string(random() % 9)));
      }
    });
    ASSERT_TRUE(builder().step());
  }
  const TablePtr after = present(table);
  const Index& index = *after->find_index("by-group");
  EXPECT_EQ(index.status, Index::Status::active);
  EXPECT_EQ(after->status, TableStatus::active);
  expect_complete(after, index, timeline::Moment::now());
  expect_complete(after, index, timeline::Moment::past(*index.complete_since));
}

TEST_P(IndexBuilderTest, filling_goes_on_after_a_power_cut) {
  const TablePtr table = make_table("orders");
  for (int i = 0; i < 120; ++i) ASSERT_TRUE(write(table, std::to_string(i), "g"));
  create_index(table, "by-group", {Projection::Type::keys_only, {}});
  power_cut();
  ASSERT_EQ(present(table)->find_index("by-group")->status, Index::Status::creating);
  ASSERT_TRUE(builder().step());
  const TablePtr after = present(table);
  ASSERT_EQ(after->find_index("by-group")->status, Index::Status::active);
  EXPECT_EQ(rows(after, after->find_index("by-group")->number, timeline::Moment::now()).size(),
            120U);
}

TEST_P(IndexBuilderTest, an_index_goes_at_once_where_no_past_is_kept) {
  const TablePtr table = make_table("orders");
  for (int i = 0; i < 150; ++i) ASSERT_TRUE(write(table, std::to_string(i), "g"));
  const item::IndexNumber number = create_index(table, "by-group")->indexes[0].number;
  ASSERT_TRUE(builder().step());
  ASSERT_EQ(rows(table, number, timeline::Moment::now()).size(), 150U);
  delete_index(table, "by-group");
  ASSERT_TRUE(builder().step());
  EXPECT_TRUE(present(table)->indexes.empty());
  EXPECT_TRUE(present(table)->retired_indexes.empty());
  EXPECT_TRUE(rows(table, number, timeline::Moment::now()).empty());
  EXPECT_EQ(rows(table, item::kTableIndex, timeline::Moment::now()).size(), 150U);
  // The number is not used again.
  EXPECT_GT(create_index(table, "by-group")->indexes[0].number, number);
}

TEST_P(IndexBuilderTest, the_past_of_an_index_stays_until_the_window_has_passed) {
  TablePtr table = enable_recovery(make_table("orders"));
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(write(table, std::to_string(i), "g"));
  create_index(table, "by-group");
  ASSERT_TRUE(builder().step());
  const Index index = *present(table)->find_index("by-group");
  ASSERT_TRUE(write(table, "7", "other"));
  const CommitTime before_it_went = *engine().safe_time();
  clock().advance(kMicrosPerSecond);
  delete_index(table, "by-group");
  ASSERT_TRUE(builder().step());
  ASSERT_TRUE(write(table, "8", "other"));  // not kept up any more

  table = present(table);
  ASSERT_EQ(table->retired_indexes.size(), 1U);
  expect_complete(table, index, timeline::Moment::past(before_it_went));

  clock().advance(kMicrosPerSecond);
  for (int day = 0; day < 40; ++day) {
    clock().advance(kMicrosPerDay);
    ASSERT_TRUE(windows_->advance(table->id, clock().wall_us() - kMicrosPerSecond));
  }
  ASSERT_TRUE(builder().step());
  EXPECT_TRUE(present(table)->retired_indexes.empty());
  EXPECT_TRUE(rows(table, index.number, timeline::Moment::now()).empty());
}

TEST_P(IndexBuilderTest, an_index_that_a_restore_needs_is_kept_up_until_the_restore_has_ended) {
  const TablePtr table = make_table("orders");
  ASSERT_TRUE(write(table, "1", "g"));
  create_index(table, "by-group");
  ASSERT_TRUE(builder().step());
  delete_index(table, "by-group");
  being_read_ = true;
  const auto waits = builder().step();
  ASSERT_TRUE(waits);
  EXPECT_TRUE(*waits);
  ASSERT_TRUE(write(table, "2", "g"));
  const TablePtr going = present(table);
  ASSERT_EQ(going->indexes.size(), 1U);
  expect_complete(going, going->indexes[0], timeline::Moment::now());
  being_read_ = false;
  ASSERT_TRUE(builder().step());
  EXPECT_TRUE(present(table)->indexes.empty());
}

// API reference, TransactWriteItems, ClientRequestToken: a token is valid for 10 minutes.
TEST_P(IndexBuilderTest, a_client_token_is_known_for_ten_minutes_also_after_a_power_cut) {
  const TablePtr table = make_table("orders");
  const auto use = [&](std::string_view token, std::string_view request) {
    const RowOf target{table, row(table, "1")};
    TokenUse found = TokenUse::fresh;
    const auto submitted = catalog().submit(
        {&target, 1}, who_,
        [&](timeline::Writer& writer, std::span<const TablePtr>) -> Result<void> {
          QUONDAM_ASSIGN(found, use_token(writer, token, request));
          return {};
        },
        [](const Result<CommitTime>& done) { EXPECT_TRUE(done); },
        {.own_row = token_row(token), .contended = nullptr});
    EXPECT_TRUE(submitted);
    return found;
  };
  EXPECT_EQ(use("token", "one"), TokenUse::fresh);
  EXPECT_EQ(use("token", "one"), TokenUse::same_request);
  EXPECT_EQ(use("token", "two"), TokenUse::other_request);
  // What this commit waits for is on the disk.
  ASSERT_TRUE(write(table, "1", "g"));
  power_cut();
  EXPECT_EQ(use("token", "one"), TokenUse::same_request);
  clock().advance(kTokenLives_us - kMicrosPerSecond);
  ASSERT_TRUE(erase_old_tokens(engine(), clock().wall_us()));
  EXPECT_EQ(use("token", "one"), TokenUse::same_request);
  clock().advance(2 * kMicrosPerSecond);
  ASSERT_TRUE(erase_old_tokens(engine(), clock().wall_us()));
  EXPECT_FALSE(*engine().get(timeline::state_key(engine::kCatalogSpace, token_row("token"))));
  EXPECT_EQ(use("token", "two"), TokenUse::fresh);
}

INSTANTIATE_TEST_SUITE_P(Engines, IndexBuilderTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace quondam::catalog
