// The catalog over every engine: entries, fences, ids, and what survives a power cut.

#include "catalog/catalog.h"

#include <atomic>
#include <future>
#include <thread>

#include "catalog/stream_settings.h"
#include "catalog/testing/catalog_fixture.h"
#include "catalog/uuid.h"
#include "timeline/changes.h"

namespace quondam::catalog {
namespace {

class CatalogTest : public testing::CatalogFixture {};

TEST_P(CatalogTest, AnAddedTableIsFoundAndOutlivesAPowerCut) {
  const TablePtr added = make_table("orders");
  ASSERT_EQ(catalog().find("orders"), added);
  power_cut();
  const TablePtr found = catalog().find("orders");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(encode_table(*found), encode_table(*added));
  EXPECT_EQ(found->version, added->version);
}

TEST_P(CatalogTest, ANameIsTakenOnce) {
  make_table("orders");
  Table again;
  again.name = "orders";
  EXPECT_EQ(catalog().add(again, who_).error().code, ErrorCode::already_exists);
}

TEST_P(CatalogTest, ListsInOrderOfNamesAfterAName) {
  for (const char* name : {"b", "c", "a", "d"}) make_table(name);
  const auto listed = catalog().list("a", 2);
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0]->name, "b");
  EXPECT_EQ(listed[1]->name, "c");
}

TEST_P(CatalogTest, ARemovedTableIsGoneWithItsDataAndItsIdIsNeverReused) {
  const TablePtr table = make_table("orders");
  ASSERT_TRUE(put(table, "a", item::AttributeValue("1")));
  ASSERT_TRUE(catalog().remove("orders", who_, [](const Table&) { return Result<void>(); }));
  EXPECT_EQ(catalog().find("orders"), nullptr);
  EXPECT_EQ(put(table, "a", item::AttributeValue("2")).error().code, ErrorCode::not_found);
  const auto spaces = engine().spaces();
  EXPECT_EQ(std::count(spaces.begin(), spaces.end(), table->id), 0);
  power_cut();
  EXPECT_GT(catalog().new_table_id(), table->id);
}

TEST_P(CatalogTest, ARefusedRemovalChangesNothing) {
  make_table("orders");
  const auto refused = catalog().remove(
      "orders", who_, [](const Table&) -> Result<void> { return fail(ErrorCode::in_use, "no"); });
  EXPECT_EQ(refused.error().code, ErrorCode::in_use);
  EXPECT_NE(catalog().find("orders"), nullptr);
}

TEST_P(CatalogTest, AWriteToAnotherIncarnationOfTheNameIsRefused) {
  const TablePtr first = make_table("orders");
  ASSERT_TRUE(catalog().remove("orders", who_, [](const Table&) { return Result<void>(); }));
  make_table("orders");
  EXPECT_EQ(put(first, "a", item::AttributeValue("1")).error().code, ErrorCode::not_found);
}

TEST_P(CatalogTest, SpacesThatNoTableNamesAreDroppedAtTheNextStart) {
  const TablePtr table = make_table("orders");
  const TableId stray = catalog().new_table_id();
  ASSERT_TRUE(engine().create_space(stray));
  power_cut();
  const auto spaces = engine().spaces();
  EXPECT_EQ(std::count(spaces.begin(), spaces.end(), stray), 0);
  EXPECT_EQ(std::count(spaces.begin(), spaces.end(), table->id), 1);
}

TEST_P(CatalogTest, TheSettingsThatHeldAtAMomentCanBeRead) {
  const TablePtr table = make_table("orders");
  const TablePtr enabled = enable_recovery(table);
  const auto before =
      timeline::read_row(*engine().snapshot(), engine::kCatalogSpace, {0, "table/orders"},
                         timeline::Moment::past(enabled->version - 1));
  ASSERT_TRUE(before && *before);
  EXPECT_FALSE(decode_table((*before)->payload)->pitr.enabled);
}

// Notes on the engine, point 19: a write that had read "recovery is off" must not commit after the
// enabling. The write's function waits, in its first run, until the enabling has committed or is
// seen to be waiting for the write.
TEST_P(CatalogTest, EnablingRecoveryFencesWrites) {
  const TablePtr table = make_table("orders");
  const RowOf target{table, row(table, "a")};
  std::future<TablePtr> enabling;
  bool recorded = false;
  const auto written = catalog().write(
      {&target, 1}, who_,
      [&](timeline::Writer& writer, std::span<const TablePtr> tables) -> Result<void> {
        if (!enabling.valid()) {
          enabling = std::async(std::launch::async, [&] { return enable_recovery(table); });
          enabling.wait_for(std::chrono::milliseconds(100));
        }
        recorded = tables.front()->pitr.recording;
        QUONDAM_ASSIGN(const auto previous, writer.read(table->id, target.row));
        writer.put(table->id, recorded, target.row, previous, "payload");
        return {};
      });
  ASSERT_TRUE(written);
  const TablePtr enabled = enabling.get();
  if (*written > enabled->version) {
    EXPECT_TRUE(recorded) << "a write after the enabling slipped past the history";
  } else {
    EXPECT_FALSE(recorded);
  }
}

TEST_P(CatalogTest, UnderLoadEveryWriteAfterTheEnablingIsRecorded) {
  const TablePtr table = make_table("orders");
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::vector<CommitTime> commits;
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; !stop; ++i) {
        const auto committed =
            put(table, "k" + std::to_string((i + w) % 7), item::AttributeValue(std::to_string(i)));
        ASSERT_TRUE(committed);
        const std::lock_guard lock(mutex);
        commits.push_back(*committed);
      }
    });
  }
  const auto enough = [&](std::size_t count) {
    while (true) {
      const std::lock_guard lock(mutex);
      if (commits.size() >= count) return;
    }
  };
  enough(200);
  const TablePtr enabled = enable_recovery(table);
  std::size_t so_far = 0;
  {
    const std::lock_guard lock(mutex);
    so_far = commits.size();
  }
  enough(so_far + 200);
  stop = true;
  writers.clear();

  std::set<CommitTime> expected;
  for (const CommitTime time : commits) {
    if (time > enabled->version) expected.insert(time);
  }
  std::set<CommitTime> recorded;
  auto changes = timeline::ChangeCursor::open(engine(), engine().snapshot(), table->id, 0);
  while (const auto change = *changes->next()) recorded.insert(change->time);
  EXPECT_EQ(recorded, expected);
}

INSTANTIATE_TEST_SUITE_P(Engines, CatalogTest, ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(TableRecord, RoundTripsAndNamesDamage) {
  Table table;
  table.name = "a.b-c_d";
  table.id = 77;
  table.uuid = new_uuid();
  table.created_us = 1'760'000'000'123'456;
  table.status = TableStatus::creating;
  table.keys = {{{"PK", item::Type::S}}, {{"SK", item::Type::N}}};
  table.billing = BillingMode::pay_per_request;
  table.deletion_protection = true;
  table.ttl = {.enabled = true, .attribute = "expires\"At", .changed_us = 5};
  set_recovery(table, true, 7, 1000);
  set_recovery(table, false, std::nullopt, 2000);
  enable_stream(table, Stream::View::old_image, 3000);
  disable_stream(table, 4000);
  enable_stream(table, Stream::View::keys_only, 5000);
  table.streams.back().policy = ResourcePolicy{"{\"a\":1}", "1760000000123"};
  table.tags = {{"team", "plat\"form"}, {"env", ""}};
  table.on_demand = {.read_units = 1, .write_units = std::nullopt};
  table.warm = {.read_units = 13'000, .write_units = 0};
  table.table_class = TableClass::infrequent_access;
  table.class_changed_us = 7;
  table.class_changed_before_us = 6;
  table.encryption = {.enabled = true, .kms_key_arn = "arn:aws:kms:r:a:key/k"};
  table.encryption_changes = {.since_us = 8, .last_us = 9, .count = 2};
  table.policy = ResourcePolicy{"{\"b\":2}", "1760000000124"};
  table.restored_from = {
      .source_table_name = "s", .source_id = 3, .backup_id = {}, .at = 99, .in_progress = true};
  table.indexes.resize(2);
  table.indexes.back().updating = true;
  const std::string document = encode_table(table);
  const auto decoded = decode_table(document);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encode_table(*decoded), document);
  EXPECT_TRUE(!decoded->indexes.front().updating && decoded->indexes.back().updating);
  EXPECT_EQ(decoded->on_demand, table.on_demand);
  EXPECT_EQ(decoded->warm.read_units, 13'000);
  EXPECT_EQ(decoded->class_changed_us, 7U);
  EXPECT_EQ(decoded->class_changed_before_us, 6U);
  EXPECT_EQ(decoded->encryption_changes.since_us, 8U);
  EXPECT_EQ(decoded->encryption_changes.last_us, 9U);
  EXPECT_EQ(decoded->encryption_changes.count, 2);
  EXPECT_EQ(decoded->encryption.kms_key_arn, table.encryption.kms_key_arn);
  ASSERT_TRUE(decoded->policy && decoded->streams.back().policy);
  EXPECT_EQ(decoded->policy->document, "{\"b\":2}");
  EXPECT_EQ(decoded->streams.back().policy->revision_id, "1760000000123");
  EXPECT_EQ(decode_table(document.substr(0, document.size() - 2)).error().code,
            ErrorCode::corruption);
  EXPECT_EQ(decode_table(R"({"format":99})").error().code, ErrorCode::corruption);
}

// Format 1 before there were streams: what was hidden of recovery was kept as long as it recorded.
TEST(TableRecord, WithoutStreamsHasNone) {
  Table table;
  table.keys = {{{"pk", item::Type::S}}, {}};
  set_recovery(table, true, std::nullopt, 1000);
  set_recovery(table, false, std::nullopt, 2000);
  std::string document = encode_table(table);
  for (const std::string& member : {std::string(R"("streams":[],)"),
                                    R"(,"reopens_until":)" + std::to_string(2000 + kMicrosPerDay) +
                                        R"(,"reopens_from":1000)"}) {
    const std::size_t at = document.find(member);
    ASSERT_NE(at, std::string::npos) << member << document;
    document.erase(at, member.size());
  }
  const auto decoded = decode_table(document);
  ASSERT_TRUE(decoded) << document;
  EXPECT_TRUE(decoded->streams.empty());
  EXPECT_EQ(decoded->pitr.reopens_until, 2000 + kMicrosPerDay);
  EXPECT_EQ(decoded->pitr.reopens_from, 1000U);
}

// Format 1 before there were tags.
TEST(TableRecord, WithoutTagsHasNone) {
  Table table;
  table.keys = {{{"pk", item::Type::S}}, {}};
  table.uuid = new_uuid();
  std::string document = encode_table(table);
  constexpr std::string_view kTags = R"("tags":[],)";
  const std::size_t at = document.find(kTags.substr(0, kTags.size() - 1));
  ASSERT_NE(at, std::string::npos);
  // The member with the comma before it.
  document.erase(at - 1, kTags.size());
  const auto decoded = decode_table(document);
  ASSERT_TRUE(decoded) << document;
  EXPECT_TRUE(decoded->tags.empty());
  EXPECT_EQ(decoded->uuid, table.uuid);
}

// A table that has none of the settings which have members of their own is stored, and read, as
// before there were any.
TEST(TableRecord, WithoutSettingsHasTheirDefaults) {
  Table table;
  table.keys = {{{"pk", item::Type::S}}, {}};
  const std::string document = encode_table(table);
  for (const std::string_view member :
       {"on_demand_", "warm_", "class", "kms", "encryption", "policy"})
    EXPECT_EQ(document.find(member), std::string::npos) << member;
  const auto decoded = decode_table(document);
  ASSERT_TRUE(decoded) << document;
  EXPECT_EQ(decoded->on_demand, OnDemandLimits{});
  EXPECT_EQ(decoded->warm.read_units, 0);
  EXPECT_EQ(decoded->table_class, TableClass::standard);
  EXPECT_FALSE(decoded->encryption.enabled);
  EXPECT_FALSE(decoded->policy);
}

}  // namespace
}  // namespace quondam::catalog
