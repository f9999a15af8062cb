// Imports: what is counted, what is in the table afterwards, and what a crash leaves of them.

#include "export/import_jobs.h"

#include <fmt/format.h>

#include "catalog/index_entries.h"
#include "catalog/uuid.h"
#include "export/testing/job_fixture.h"

namespace quondam::exporting {
namespace {

using catalog::TablePtr;
using testing::StoppingStore;

// The item's row, when it has the key.
Result<timeline::RowKey> admit(const catalog::Table& table, const item::Item& item) {
  const auto key = item::encode_key(table.keys, item);
  if (!key) return fail(ErrorCode::validation, "no key");
  return timeline::RowKey{key->partition, key->bytes};
}

class ImportJobsTest : public testing::JobFixture {
 protected:
  std::unique_ptr<ImportJobs> open_jobs(ObjectStore& store) {
    auto jobs = ImportJobs::open(catalog(), clock(), &store, admit);
    EXPECT_TRUE(jobs) << jobs.error().message;
    return *std::move(jobs);
  }

  // With an index on `value`.
  catalog::Table definition(const std::string& name) {
    catalog::Table table;
    table.name = name;
    table.uuid = catalog::new_uuid();
    table.created_us = clock().wall_us();
    table.keys.partition = {{"PK", item::Type::S}};
    catalog::Index index;
    index.name = "by-value";
    index.number = table.next_index_number++;
    index.keys.partition = {{"value", item::Type::S}};
    table.indexes.push_back(index);
    return table;
  }
  static ImportRecord plan(const std::string& prefix) {
    ImportRecord record;
    record.bucket = "bucket";
    record.prefix = prefix;
    return record;
  }
  static std::string line(const std::string& pk, const std::string& value) {
    return fmt::format("{{\"Item\":{{\"PK\":{{\"S\":\"{}\"}},\"value\":{{\"S\":\"{}\"}}}}}}\n", pk,
                       value);
  }
  ImportRecord import(const std::string& prefix, const std::string& table) {
    const auto jobs = open_jobs(*store_);
    return ended(*jobs, jobs->start(plan(prefix), definition(table), who_)->state.id);
  }

  // Every row there must be: the items and their entries.
  std::map<std::string, std::string> rows(const TablePtr& table,
                                          const std::map<std::string, std::string>& values) {
    std::map<std::string, std::string> expected;
    for (const auto& [pk, value] : values) {
      const item::Item item{{"PK", pk}, {"value", value}};
      expected.emplace(admit(*table, item)->bytes, item::encode_item(item));
      for (const auto& entry : catalog::index_entries(*table, item))
        expected.emplace(entry.row.bytes, entry.payload);
    }
    return expected;
  }
  void expect_holds(const std::string& name, const std::map<std::string, std::string>& values) {
    const TablePtr table = catalog().find(name);
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->status, catalog::TableStatus::active);
    EXPECT_TRUE(table->indexes.front().complete_since);
    EXPECT_EQ(view(table, timeline::Moment::now()), rows(table, values));
  }
};

TEST_P(ImportJobsTest, TheLastItemOfAKeyStaysWithItsEntries) {
  // More than one commit, so that what is overwritten was written before.
  std::string first;
  std::map<std::string, std::string> values;
  for (int i = 0; i < 3'000; ++i) {
    const std::string pk = "k" + std::to_string(i);
    first += line(pk, "old");
    values[pk] = i % 2 == 0 ? "new" : "old";
  }
  std::string second;
  for (int i = 0; i < 3'000; i += 2) {
    second += line("k" + std::to_string(i), "between");
    second += line("k" + std::to_string(i), "new");
  }
  put_object("data/1", first);
  put_object("data/2", second);
  const ImportRecord record = import("data/", "copy");
  EXPECT_EQ(record.state.status, JobStatus::completed);
  EXPECT_EQ(record.counts.processed_items, 6'000);
  EXPECT_EQ(record.counts.imported_items, 6'000);
  EXPECT_EQ(record.counts.processed_bytes, static_cast<std::int64_t>(first.size() + second.size()));
  expect_holds("copy", values);
}

TEST_P(ImportJobsTest, WrongItemsAreCountedAndTheRestIsThere) {
  put_object("data/1", line("a", "1") + "{\"Item\":{\"other\":{\"S\":\"x\"}}}\n" + line("b", "2"));
  put_object("data/2", line("c", "3") + "garbage\n" + line("d", "4"));
  put_object("data2", line("e", "5"));
  const ImportRecord record = import("data/", "copy");
  EXPECT_EQ(record.state.status, JobStatus::failed);
  EXPECT_EQ(record.state.failure.code, "ItemValidationError");
  EXPECT_EQ(record.counts.processed_items, 5);
  EXPECT_EQ(record.counts.imported_items, 3);
  EXPECT_EQ(record.counts.errors, 2);
  expect_holds("copy", {{"a", "1"}, {"b", "2"}, {"c", "3"}});
}

TEST_P(ImportJobsTest, OneThatWasCutOffIsBegunAgainWithAnEmptyTable) {
  std::map<std::string, std::string> values;
  for (int file = 0; file < 3; ++file) {
    const std::string pk = "k" + std::to_string(file);
    put_object("data/" + std::to_string(file), line(pk, "x") + line("same", pk));
    values[pk] = "x";
    values["same"] = pk;
  }
  bool stopped = true;
  for (int steps = 0; stopped; ++steps) {
    const std::string name = "copy" + std::to_string(steps);
    StoppingStore stopping(*store_, steps);
    std::string id;
    {
      const auto jobs = open_jobs(stopping);
      id = jobs->start(plan("data/"), definition(name), who_)->state.id;
      wait_until([&] {
        return stopping.stopped() || jobs->find(id)->state.status != JobStatus::in_progress;
      });
    }
    stopped = stopping.stopped();
    if (stopped) {
      EXPECT_EQ(catalog().find(name)->status, catalog::TableStatus::creating);
    }
    power_cut();
    const auto jobs = open_jobs(*store_);
    const ImportRecord record = ended(*jobs, id);
    EXPECT_EQ(record.state.status, JobStatus::completed) << record.state.failure.message;
    EXPECT_EQ(record.counts.imported_items, 6);
    expect_holds(name, values);
  }
}

TEST_P(ImportJobsTest, OneThatHadOnlyToSaySoSaysSo) {
  put_object("data/1", line("a", "1"));
  ImportRecord record = import("data/", "copy");
  // As if the last word were missing: the table has been in use since.
  record.state.status = JobStatus::in_progress;
  record.state.ended_us = 0;
  JobBook<ImportRecord> book(engine(), "import");
  ASSERT_TRUE(book.write(record));
  ASSERT_TRUE(remove(catalog().find("copy"), "a"));
  const auto jobs = open_jobs(*store_);
  EXPECT_EQ(ended(*jobs, record.state.id).counts.imported_items, 1);
  EXPECT_FALSE(timeline::read_row(*engine().snapshot(), catalog().find("copy")->id,
                                  row(catalog().find("copy"), "a"), timeline::Moment::now())
                   ->has_value());
}

TEST_P(ImportJobsTest, WithoutItsBucketThereIsNoTable) {
  const auto jobs = open_jobs(*store_);
  ImportRecord lost = plan("data/");
  lost.bucket = "nowhere";
  const ImportRecord record = ended(*jobs, jobs->start(lost, definition("copy"), who_)->state.id);
  EXPECT_EQ(record.state.failure.code, "S3NoSuchBucket");
  EXPECT_EQ(catalog().find("copy"), nullptr);
}

TEST_P(ImportJobsTest, ATakenNameIsRefused) {
  make_table("taken");
  const auto jobs = open_jobs(*store_);
  EXPECT_EQ(jobs->start(plan("data/"), definition("taken"), who_).error().code,
            ErrorCode::already_exists);
  EXPECT_TRUE(jobs->list("").empty());
}

TEST_P(ImportJobsTest, RecordsComeBack) {
  ImportRecord record = plan("data/");
  record.state.id = "01693685827463-2d8752fd";
  record.definition = catalog::encode_table(definition("copy"));
  record.format = InputFormat::csv;
  record.delimiter = '\t';
  record.headers = {"a", "b"};
  record.compression = Compression::zstd;
  record.creation_parameters = R"({"TableName":"copy"})";
  record.counts = {.processed_items = 4, .imported_items = 3, .errors = 1, .processed_bytes = 99};
  const auto read = decode_import(encode(record));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(encode(*read), encode(record));
}

INSTANTIATE_TEST_SUITE_P(Engines, ImportJobsTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::exporting
