#include "engine/rocksdb/group_extractor.h"

#include <string_view>
#include <utility>

#include "engine/rocksdb/reserved_keys.h"

namespace quondam::engine::rocks {

namespace {

class GroupExtractor final : public rocksdb::SliceTransform {
 public:
  explicit GroupExtractor(std::shared_ptr<const GroupRule> rule) : rule_(std::move(rule)) {}

  // Files remember it: filters that were made by another rule must have another name.
  const char* Name() const override { return "quondam.group.1"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), group_bytes(key)};
  }
  bool InDomain(const rocksdb::Slice& key) const override { return group_bytes(key) > 0; }

 private:
  [[nodiscard]] std::size_t group_bytes(const rocksdb::Slice& key) const {
    const std::string_view bytes(key.data(), key.size());
    return is_reserved(bytes) ? 0 : rule_->group_bytes(bytes);
  }

  const std::shared_ptr<const GroupRule> rule_;
};

}  // namespace

std::shared_ptr<const rocksdb::SliceTransform> make_group_extractor(
    std::shared_ptr<const GroupRule> rule) {
  return std::make_shared<const GroupExtractor>(std::move(rule));
}

}  // namespace quondam::engine::rocks
