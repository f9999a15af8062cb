#include "engine/rocksdb/drop_filter.h"

#include <string>
#include <string_view>
#include <utility>

#include "engine/rocksdb/reserved_keys.h"

namespace quondam::engine::rocks {

namespace {

class DropFilter final : public rocksdb::CompactionFilter {
 public:
  explicit DropFilter(std::shared_ptr<const DropRule> rule) : rule_(std::move(rule)) {}

  bool Filter(int, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string*,
              bool*) const override {
    const std::string_view key_bytes(key.data(), key.size());
    return !is_reserved(key_bytes) &&
           rule_->droppable(key_bytes, std::string_view(value.data(), value.size()));
  }
  bool IgnoreSnapshots() const override { return true; }
  const char* Name() const override { return "quondam.drop"; }

 private:
  const std::shared_ptr<const DropRule> rule_;
};

class DropFilterFactory final : public rocksdb::CompactionFilterFactory {
 public:
  explicit DropFilterFactory(std::shared_ptr<const DropRule> rule) : rule_(std::move(rule)) {}

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<DropFilter>(rule_);
  }
  const char* Name() const override { return "quondam.drop"; }

 private:
  const std::shared_ptr<const DropRule> rule_;
};

}  // namespace

std::shared_ptr<rocksdb::CompactionFilterFactory> make_drop_filter(
    std::shared_ptr<const DropRule> rule) {
  if (!rule) return nullptr;
  return std::make_shared<DropFilterFactory>(std::move(rule));
}

}  // namespace quondam::engine::rocks
