// Restores in the background: right, published last, and finished after a crash.

#include "backup/restore_jobs.h"

#include <thread>

#include "catalog/testing/catalog_fixture.h"

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

  const auto started = jobs_->start(source, before, named("restored", source), who_);
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
  const auto refused = jobs_->start(source, safe_time(), named("other", source), who_);
  EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
  EXPECT_FALSE(jobs_->reads_from(source->id));
}

TEST_P(RestoreJobsTest, AMomentThatIsTrimmedIsRefused) {
  const TablePtr source = enable_recovery(make_table("orders"));
  ASSERT_TRUE(windows_->advance(source->id, safe_time()));
  EXPECT_EQ(jobs_->start(source, source->version, named("restored", source), who_).error().code,
            ErrorCode::outside_window);
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
  Table half = named("restored", source);
  half.id = catalog().new_table_id();
  half.status = catalog::TableStatus::creating;
  half.restored_from = {.source_table_name = source->name,
                        .source_id = source->id,
                        .at = before,
                        .in_progress = true};
  const auto entry = catalog().add(half, who_);
  ASSERT_TRUE(entry);
  ASSERT_TRUE(engine().create_space(half.id));
  ASSERT_TRUE(put(*entry, "left behind", item::AttributeValue("half")));

  power_cut();
  open_jobs();
  const TablePtr restored = wait_until_active("restored");
  ASSERT_NE(restored, nullptr);
  EXPECT_EQ(view(restored, timeline::Moment::now()), good);
}

INSTANTIATE_TEST_SUITE_P(Engines, RestoreJobsTest,
                         ::testing::ValuesIn(engine::testing::all_engines()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace quondam::backup
