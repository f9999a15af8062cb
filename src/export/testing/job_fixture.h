// Test support: a catalog with a bucket beside it, jobs that are waited for, and a store that stops
// working at some step, as a process that is killed does.
#pragma once

#include <chrono>
#include <set>
#include <thread>

#include "base/compression.h"
#include "base/temporary_directory.h"
#include "catalog/testing/catalog_fixture.h"
#include "export/testing/string_object.h"

namespace quondam::exporting::testing {

// Passes everything on, until so many objects were opened: then the server is ending.
class StoppingStore final : public ObjectStore {
 public:
  StoppingStore(ObjectStore& store, int steps) : store_(store), left_(steps) {}

  Result<bool> has_bucket(std::string_view bucket) const override {
    return store_.has_bucket(bucket);
  }
  Result<std::unique_ptr<ObjectWriter>> put(std::string_view bucket,
                                            std::string_view key) override {
    QUONDAM_TRY(step());
    return store_.put(bucket, key);
  }
  Result<std::vector<std::string>> list(std::string_view bucket,
                                        std::string_view prefix) const override {
    return store_.list(bucket, prefix);
  }
  Result<std::unique_ptr<ObjectReader>> read(std::string_view bucket,
                                             std::string_view key) const override {
    QUONDAM_TRY(step());
    return store_.read(bucket, key);
  }
  Result<bool> remove(std::string_view bucket, std::string_view key) override {
    return store_.remove(bucket, key);
  }

  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  Result<void> step() const {
    if (left_-- > 0) return {};
    stopped_ = true;
    return fail(ErrorCode::shutting_down, "the test ends it here");
  }

  ObjectStore& store_;
  mutable std::atomic<int> left_;
  mutable std::atomic<bool> stopped_ = false;
};

class JobFixture : public catalog::testing::CatalogFixture {
 protected:
  JobFixture() { std::filesystem::create_directory(root_.path() / "bucket"); }

  template <typename Condition>
  static void wait_until(const Condition& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "waited in vain";
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  template <typename Jobs>
  auto ended(const Jobs& jobs, const std::string& id) {
    wait_until([&] { return jobs.find(id)->state.status != JobStatus::in_progress; });
    return *jobs.find(id);
  }

  void put_object(const std::string& key, std::string_view bytes) {
    auto object = store_->put("bucket", key);
    ASSERT_TRUE(object && (*object)->append(bytes) && (*object)->finish());
  }
  // Every file of the bucket, also those that the store does not show.
  std::set<std::string> files() {
    std::set<std::string> found;
    const auto bucket = root_.path() / "bucket";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(bucket)) {
      if (entry.is_regular_file())
        found.insert(entry.path().lexically_relative(bucket).generic_string());
    }
    return found;
  }
  std::string text_of(const std::string& key, Compression compression = Compression::none) {
    auto object = store_->read("bucket", key);
    EXPECT_TRUE(object) << key;
    return *read_all(*decompress(*std::move(object), compression));
  }

  TemporaryDirectory root_ = *TemporaryDirectory::create("quondam-buckets-");
  std::unique_ptr<ObjectStore> store_ = open_folder_store(root_.path());
};

}  // namespace quondam::exporting::testing
