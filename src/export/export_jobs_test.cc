// Exports against a model of everything that was written, on every engine; and what a crash leaves
// of them.

#include "export/export_jobs.h"

#include <fmt/format.h>

#include <random>
#include <sstream>

#include "engine/testing/test_seed.h"
#include "export/manifest.h"
#include "export/testing/job_fixture.h"
#include "item/json.h"

namespace quondam::exporting {
namespace {

using catalog::TablePtr;
using testing::StoppingStore;

class ExportJobsTest : public testing::JobFixture {
 protected:
  struct Write {
    catalog::CommitTime time = 0;
    std::string pk;
    std::optional<std::string> value;
  };

  std::unique_ptr<ExportJobs> open_jobs(ObjectStore& store) {
    auto jobs = ExportJobs::open(catalog(), clock(), &store, {"us-east-1", "000000000000"});
    EXPECT_TRUE(jobs) << jobs.error().message;
    return *std::move(jobs);
  }

  void write(const TablePtr& table, const std::string& pk, std::optional<std::string> value) {
    const auto time = value ? put(table, pk, item::AttributeValue(*value)) : remove(table, pk);
    ASSERT_TRUE(time);
    log_.push_back({*time, pk, std::move(value)});
  }
  void write_at_random(const TablePtr& table, int times, std::mt19937_64& rng) {
    for (int i = 0; i < times; ++i) {
      clock().advance(rng() % 3 == 0 ? 1'000 : 0);
      const std::string pk = "k" + std::to_string(rng() % 20);
      write(table, pk, rng() % 3 == 0 ? std::nullopt : std::optional(std::to_string(rng() % 100)));
    }
  }
  std::optional<std::string> value_at(const std::string& pk, catalog::CommitTime at) const {
    std::optional<std::string> value;
    for (const Write& one : log_) {
      if (one.pk == pk && one.time <= at) value = one.value;
    }
    return value;
  }

  static std::string image(const std::string& pk, const std::string& value) {
    return item::to_json(item::Item{{"PK", pk}, {"value", value}});
  }
  std::multiset<std::string> expected_view(catalog::CommitTime at) const {
    std::multiset<std::string> lines;
    for (int i = 0; i < 20; ++i) {
      const std::string pk = "k" + std::to_string(i);
      if (const auto value = value_at(pk, at))
        lines.insert(fmt::format(R"({{"Item":{}}})", image(pk, *value)));
    }
    return lines;
  }
  std::multiset<std::string> expected_changes(const ExportRecord& record) const {
    std::map<std::string, catalog::CommitTime> last;
    for (const Write& one : log_) {
      // Removing what is not there changes nothing.
      if (one.time < record.from || one.time >= record.to) continue;
      if (one.value || value_at(one.pk, one.time - 1)) last[one.pk] = one.time;
    }
    std::multiset<std::string> lines;
    for (const auto& [pk, time] : last) {
      const auto before = value_at(pk, record.from - 1);
      const auto after = value_at(pk, record.to - 1);
      if (!before && !after) continue;
      std::string line = fmt::format(
          R"({{"Metadata":{{"WriteTimestampMicros":{{"N":"{}"}}}},"Keys":{{"PK":{{"S":"{}"}}}})",
          time, pk);
      if (after) line += ",\"NewImage\":" + image(pk, *after);
      if (before && record.old_images) line += ",\"OldImage\":" + image(pk, *before);
      lines.insert(line + "}");
    }
    return lines;
  }

  // What the manifests name, checked against them; and that nothing else lies there.
  std::multiset<std::string> lines_of(const ExportRecord& record) {
    const ExportKeys keys(record);
    std::set<std::string> named{keys.started, keys.files, keys.files_md5, keys.summary,
                                keys.summary_md5};
    EXPECT_EQ(text_of(keys.files_md5), md5_base64(text_of(keys.files)));
    EXPECT_EQ(text_of(keys.summary_md5), md5_base64(text_of(keys.summary)));
    std::multiset<std::string> lines;
    std::istringstream manifest(text_of(keys.files));
    for (std::string file; std::getline(manifest, file);) {
      simdjson::dom::parser parser;
      const simdjson::dom::element entry = parser.parse(file);
      const std::string key(entry["dataFileS3Key"].get_string().value());
      named.insert(key);
      EXPECT_EQ(entry["md5Checksum"].get_string().value(), md5_base64(text_of(key)));
      std::istringstream data(text_of(key, Compression::gzip));
      std::int64_t items = 0;
      for (std::string line; std::getline(data, line); ++items) lines.insert(line);
      EXPECT_EQ(entry["itemCount"].get_int64().value(), items);
    }
    EXPECT_EQ(record.items, static_cast<std::int64_t>(lines.size()));
    EXPECT_EQ(files(), named);
    return lines;
  }

  static ExportRecord full_plan(catalog::CommitTime at) {
    ExportRecord plan;
    plan.at = at;
    plan.bucket = "bucket";
    plan.prefix = "exports";
    return plan;
  }
  static ExportRecord incremental_plan(catalog::CommitTime from, catalog::CommitTime to,
                                       bool old_images) {
    ExportRecord plan = full_plan(0);
    plan.incremental = true;
    plan.from = from;
    plan.to = to;
    plan.old_images = old_images;
    return plan;
  }

  void clear_bucket() {
    std::filesystem::remove_all(root_.path() / "bucket");
    std::filesystem::create_directory(root_.path() / "bucket");
  }

  std::vector<Write> log_;
};

TEST_P(ExportJobsTest, AnyMomentAndAnyIntervalIsAsTheModelHasIt) {
  std::mt19937_64 rng(engine::testing::test_seed());
  const TablePtr table = enable_recovery(make_table("orders"));
  write_at_random(table, 300, rng);
  const auto jobs = open_jobs(*store_);
  for (int i = 0; i < 12; ++i) {
    const catalog::CommitTime at = log_[rng() % log_.size()].time;
    const ExportRecord full = ended(*jobs, jobs->start(full_plan(at), table)->state.id);
    ASSERT_EQ(full.state.status, JobStatus::completed) << full.state.failure.message;
    EXPECT_EQ(lines_of(full), expected_view(at));
    clear_bucket();

    // From the time of a commit, and to that of another: the one is in, the other is not.
    const catalog::CommitTime other = log_[rng() % log_.size()].time;
    const auto plan = incremental_plan(std::min(at, other), std::max(at, other) + i % 2, i % 3 > 0);
    const ExportRecord changes = ended(*jobs, jobs->start(plan, table)->state.id);
    ASSERT_EQ(changes.state.status, JobStatus::completed) << changes.state.failure.message;
    EXPECT_EQ(lines_of(changes), expected_changes(changes));
    EXPECT_GE(changes.billed_bytes, 10'000'000U);
    clear_bucket();
  }
}

TEST_P(ExportJobsTest, OneThatWasCutOffIsBegunAgainAndLeavesNothingElse) {
  std::mt19937_64 rng(engine::testing::test_seed());
  const TablePtr table = enable_recovery(make_table("orders"));
  write_at_random(table, 100, rng);
  const catalog::CommitTime at = log_[60].time;
  bool stopped = true;
  for (int steps = 0; stopped; ++steps) {
    const bool incremental = steps % 2 == 0;
    StoppingStore stopping(*store_, steps);
    std::string id;
    {
      const auto jobs = open_jobs(stopping);
      id = jobs->start(incremental ? incremental_plan(at, log_.back().time, true) : full_plan(at),
                       table)
               ->state.id;
      wait_until([&] {
        return stopping.stopped() || jobs->find(id)->state.status != JobStatus::in_progress;
      });
    }
    stopped = stopping.stopped();
    // A write that the process died in.
    if (stopped) {
      const ExportRecord record = *open_jobs(stopping)->find(id);
      put_object(ExportKeys(record).data.folder + data_file_name(id, 0), "not even gzip");
    }
    power_cut();
    const auto jobs = open_jobs(*store_);
    const ExportRecord record = ended(*jobs, id);
    ASSERT_EQ(record.state.status, JobStatus::completed) << record.state.failure.message;
    EXPECT_EQ(lines_of(record), incremental ? expected_changes(record) : expected_view(at));
    clear_bucket();
  }
}

TEST_P(ExportJobsTest, ATokenIsGoodForOneRequestAndEightHours) {
  const TablePtr table = enable_recovery(make_table("orders"));
  write(table, "k1", "1");
  const auto jobs = open_jobs(*store_);
  ExportRecord plan = full_plan(log_.back().time);
  plan.state.token = "token";
  plan.state.request = "a";
  const auto first = jobs->start(plan, table);
  ended(*jobs, first->state.id);
  EXPECT_EQ(jobs->start(plan, table)->state.id, first->state.id);
  plan.state.request = "b";
  EXPECT_EQ(jobs->start(plan, table).error().code, ErrorCode::conflict);
  clock().advance(kTokenLives_us + kMicrosPerSecond);
  EXPECT_NE(jobs->start(plan, table)->state.id, first->state.id);
}

TEST_P(ExportJobsTest, WithoutItsBucketItFails) {
  const TablePtr table = enable_recovery(make_table("orders"));
  write(table, "k1", "1");
  const auto jobs = open_jobs(*store_);
  ExportRecord plan = full_plan(log_.back().time);
  plan.bucket = "nowhere";
  const ExportRecord record = ended(*jobs, jobs->start(plan, table)->state.id);
  EXPECT_EQ(record.state.failure.code, "S3NoSuchBucket");
  EXPECT_TRUE(files().empty());
}

TEST_P(ExportJobsTest, PinsWhatItReads) {
  const TablePtr table = enable_recovery(make_table("orders"));
  write(table, "k1", "1");
  StoppingStore stopping(*store_, 0);
  const catalog::CommitTime at = log_.back().time;
  std::string id;
  {
    const auto jobs = open_jobs(stopping);
    id = jobs->start(full_plan(at), table)->state.id;
    wait_until([&] { return stopping.stopped(); });
  }
  write(table, "k1", "2");
  const auto jobs = ExportJobs::open(catalog(), clock(), store_.get(), {"r", "a"});
  ended(**jobs, id);
  EXPECT_EQ(lines_of(*(*jobs)->find(id)), expected_view(at));
}

INSTANTIATE_TEST_SUITE_P(Engines, ExportJobsTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::exporting
