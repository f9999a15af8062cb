// Restores in the background: right, published last, and finished after a crash.

#include "backup/restore_jobs.h"

#include <algorithm>
#include <thread>

#include "backup/backups.h"
#include "catalog/testing/catalog_fixture.h"
#include "catalog/uuid.h"

namespace quondam::backup {
namespace {

using catalog::Table;
using catalog::TablePtr;

class RestoreJobsTest : public catalog::testing::CatalogFixture {
 protected:
  RestoreJobsTest() { open_jobs(); }

  void open_jobs() {
    auto opened = RestoreJobs::open(catalog());
    ASSERT_TRUE(opened);
    jobs_ = *std::move(opened);
  }
  Table named(const std::string& name, const TablePtr& like) {
    Table table;
    table.name = name;
    table.uuid = catalog::new_uuid();
    table.keys = like->keys;
    return table;
  }
  TablePtr wait_until_active(const std::string& name) {
    while (true) {
      const TablePtr table = catalog().find(name);
      if (table == nullptr || table->status == catalog::TableStatus::active) return table;
      std::this_thread::yield();
    }
  }
  // A restore that was cut off.
  TablePtr leave_half(const TablePtr& source, engine::CommitTime at) {
    Table half = named("restored", source);
    half.id = catalog().new_table_id();
    half.status = catalog::TableStatus::creating;
    half.restored_from = {.source_table_name = source->name,
                          .source_id = source->id,
                          .backup_id = {},
                          .at = at,
                          .in_progress = true};
    const auto entry = catalog().add(half, who_);
    EXPECT_TRUE(entry && engine().create_space(half.id));
    EXPECT_TRUE(put(*entry, "left behind", item::AttributeValue("half")));
    return *entry;
  }
  engine::CommitTime safe_time() { return *engine().safe_time(); }

  std::unique_ptr<RestoreJobs> jobs_;
};

TEST_P(RestoreJobsTest, ATableComesBackAsItWasAndTheSourceIsUntouched) {
  const TablePtr source = enable_recovery(make_table("orders"));
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue("good")));
  const engine::CommitTime before = safe_time();
  const auto good = view(source, timeline::Moment::now());
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(remove(source, "k" + std::to_string(i)));
  for (int i = 25; i < 40; ++i)
    ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue("bad")));
  const auto damaged = view(source, timeline::Moment::now());

  const auto started = jobs_->start({source, nullptr, before}, named("restored", source), who_);
  ASSERT_TRUE(started);
  const TablePtr restored = wait_until_active("restored");
  ASSERT_NE(restored, nullptr);
  EXPECT_FALSE(restored->restored_from->in_progress);
  EXPECT_EQ(view(restored, timeline::Moment::now()), good);
  EXPECT_EQ(view(source, timeline::Moment::now()), damaged);
}

TEST_P(RestoreJobsTest, AnExistingTargetIsRefusedAndHoldsNothing) {
  const TablePtr source = enable_recovery(make_table("orders"));
  make_table("other");
  const auto refused = jobs_->start({source, nullptr, safe_time()}, named("other", source), who_);
  EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
  EXPECT_FALSE(jobs_->reads_from(source->id));
}

TEST_P(RestoreJobsTest, AMomentThatIsTrimmedIsRefused) {
  const TablePtr source = enable_recovery(make_table("orders"));
  ASSERT_TRUE(windows_->advance(source->id, safe_time()));
  EXPECT_EQ(jobs_->start({source, nullptr, source->version}, named("restored", source), who_)
                .error()
                .code,
            ErrorCode::outside_window);
}

// API reference, RestoreTableToPointInTime: up to 50 concurrent restores an account.
TEST_P(RestoreJobsTest, FiftyRestoresAtOnceAndNoMore) {
  const TablePtr source = enable_recovery(make_table("orders"));
  // So that a restore takes longer than ordering one.
  const std::string large(100'000, 'x');
  for (int i = 0; i < 64; ++i)
    ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue(large)));
  const RestoreSource from{source, nullptr, safe_time()};
  std::size_t made = 0;
  while (true) {
    ASSERT_LT(made, 20 * RestoreJobs::kMostAtOnce) << "the limit was never met";
    const auto started = jobs_->start(from, named("r" + std::to_string(made), source), who_);
    if (!started) {
      EXPECT_EQ(started.error().code, ErrorCode::limit_exceeded);
      break;
    }
    ++made;
  }
  EXPECT_GE(made, RestoreJobs::kMostAtOnce);
  for (std::size_t i = 0; i < made; ++i) {
    const TablePtr restored = wait_until_active("r" + std::to_string(i));
    EXPECT_EQ(view(restored, timeline::Moment::now()), view(source, timeline::Moment::now()));
  }
  // There is room again.
  EXPECT_TRUE(jobs_->start(from, named("after", source), who_));
  wait_until_active("after");
}

TEST_P(RestoreJobsTest, ADeletedTableComesBackAtAnySecondOfItsWindow) {
  TablePtr source = enable_recovery(make_table("orders"));
  ASSERT_TRUE(put(source, "a", item::AttributeValue("first")));
  const engine::CommitTime before = safe_time();
  const auto then = view(source, timeline::Moment::now());
  ASSERT_TRUE(put(source, "a", item::AttributeValue("second")));
  ASSERT_TRUE(put(source, "b", item::AttributeValue("late")));
  const auto last = view(source, timeline::Moment::now());
  ASSERT_TRUE(catalog().remove("orders", who_, [](const Table&) { return Result<void>(); }));
  EXPECT_EQ(catalog().find("orders"), nullptr);

  jobs_.reset();
  power_cut();
  open_jobs();
  ASSERT_EQ(catalog().backups().size(), 1U);
  const catalog::BackupPtr kept = catalog().backups().front();
  EXPECT_EQ(kept->name, "orders$DeletedTableBackup");
  const auto record = std::make_shared<const Table>(kept->table);
  ASSERT_TRUE(jobs_->start({record, kept, before}, named("then", record), who_));
  ASSERT_TRUE(jobs_->start({record, kept, kept->at}, named("last", record), who_));
  EXPECT_EQ(view(wait_until_active("then"), timeline::Moment::now()), then);
  EXPECT_EQ(view(wait_until_active("last"), timeline::Moment::now()), last);

  // Whoever still reads a space keeps it: a restored table is ACTIVE a moment before its job ends.
  jobs_.reset();
  ASSERT_TRUE(catalog().remove_backup(kept->id, who_));
  EXPECT_TRUE(catalog().backups().empty());
  const auto spaces = engine().spaces();
  EXPECT_EQ(std::ranges::find(spaces, kept->space), spaces.end());
}

TEST_P(RestoreJobsTest, ABackupKeepsWhatTheTableWas) {
  for (const bool recording : {false, true}) {
    const std::string name = recording ? "recorded" : "plain";
    TablePtr source = make_table(name);
    if (recording) source = enable_recovery(source);
    for (int i = 0; i < 20; ++i)
      ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue("good")));
    const auto good = view(source, timeline::Moment::now());
    const auto backup = create_backup(
        catalog(), *jobs_, {.table = source, .name = "daily", .now_us = clock().wall_us()}, who_);
    ASSERT_TRUE(backup) << backup.error().message;
    for (int i = 0; i < 20; ++i)
      ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue("bad")));
    ASSERT_TRUE(catalog().remove(name, who_, [](const Table&) { return Result<void>(); }));

    jobs_.reset();
    power_cut();
    open_jobs();
    const catalog::BackupPtr kept = catalog().find_backup((*backup)->id);
    ASSERT_NE(kept, nullptr);
    const auto record = std::make_shared<const Table>(kept->table);
    ASSERT_TRUE(jobs_->start({record, kept, kept->at}, named(name + "-back", record), who_));
    EXPECT_EQ(view(wait_until_active(name + "-back"), timeline::Moment::now()), good);
  }
}

// The catalog entry stands, the space is half filled, the process is gone: the state a crash in the
// middle leaves behind.
TEST_P(RestoreJobsTest, ARestoreThatWasCutOffIsFinishedAtTheNextStart) {
  const TablePtr source = enable_recovery(make_table("orders"));
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue("good")));
  const engine::CommitTime before = safe_time();
  const auto good = view(source, timeline::Moment::now());
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(put(source, "k" + std::to_string(i), item::AttributeValue("bad")));

  jobs_.reset();
  leave_half(source, before);
  power_cut();
  open_jobs();
  const TablePtr restored = wait_until_active("restored");
  ASSERT_NE(restored, nullptr);
  EXPECT_EQ(view(restored, timeline::Moment::now()), good);
}

TEST_P(RestoreJobsTest, ARestoreIsGivenUpWhenItsSourceHasStoppedRecording) {
  const TablePtr source = enable_recovery(make_table("orders"));
  ASSERT_TRUE(put(source, "k", item::AttributeValue("good")));
  const engine::CommitTime before = safe_time();
  jobs_.reset();
  leave_half(source, before);
  const auto stop = [](Table& table, engine::CommitTime) -> Result<void> {
    table.pitr.recording = false;
    return {};
  };
  ASSERT_TRUE(catalog().update("orders", source->id, who_, stop));
  ASSERT_TRUE(put(source, "k", item::AttributeValue("unrecorded")));
  open_jobs();
  EXPECT_EQ(catalog().find("restored"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Engines, RestoreJobsTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::backup
