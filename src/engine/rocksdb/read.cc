#include "engine/rocksdb/read.h"

#include <rocksdb/iterator.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/rocksdb/reserved_keys.h"
#include "engine/rocksdb/status.h"

namespace quondam::engine::rocks {

namespace {

rocksdb::Slice slice_of(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string_view view_of(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// Keeps a RocksDB snapshot for as long as the snapshot or a cursor of it lives.
class Pin {
 public:
  explicit Pin(rocksdb::DB& db) : db_(db), snapshot_(db.GetSnapshot()) {}
  ~Pin() { db_.ReleaseSnapshot(snapshot_); }
  Pin(const Pin&) = delete;
  Pin& operator=(const Pin&) = delete;
  [[nodiscard]] const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  rocksdb::DB& db_;
  const rocksdb::Snapshot* snapshot_;
};

class RocksCursor final : public Cursor {
 public:
  RocksCursor(std::shared_ptr<const Pin> pin, FamilyRef family, const Range& range)
      : pin_(std::move(pin)),
        family_(std::move(family)),
        begin_(range.begin),
        end_(range.end.empty() ? std::string(kReservedKeys)
                               : std::min(range.end, std::string(kReservedKeys))),
        begin_slice_(begin_),
        end_slice_(end_) {
    rocksdb::ReadOptions options;
    options.snapshot = pin_->get();
    options.iterate_lower_bound = &begin_slice_;
    options.iterate_upper_bound = &end_slice_;
    // Else a space with groups would be walked within the group of what is sought.
    options.total_order_seek = true;
    iterator_.reset(family_->db.NewIterator(options, family_->handle));
  }

  void seek_to_first() override { iterator_->SeekToFirst(); }
  void seek_to_last() override { iterator_->SeekToLast(); }
  void seek(std::string_view key) override { iterator_->Seek(slice_of(key)); }
  void seek_for_prev(std::string_view key) override {
    if (key >= end_) {
      iterator_->SeekToLast();
    } else {
      iterator_->SeekForPrev(slice_of(key));
    }
  }
  void next() override {
    assert(valid());
    iterator_->Next();
  }
  void prev() override {
    assert(valid());
    iterator_->Prev();
  }
  [[nodiscard]] bool valid() const override { return iterator_->Valid(); }
  [[nodiscard]] std::string_view key() const override { return view_of(iterator_->key()); }
  [[nodiscard]] std::string_view value() const override { return view_of(iterator_->value()); }
  [[nodiscard]] Result<void> status() const override {
    return check(iterator_->status(), "reading space " + std::to_string(family_->space));
  }

 private:
  const std::shared_ptr<const Pin> pin_;
  const FamilyRef family_;
  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice begin_slice_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksSnapshot final : public Snapshot {
 public:
  RocksSnapshot(rocksdb::DB& db, const Families& families)
      : families_(families), pin_(std::make_shared<const Pin>(db)) {}

  [[nodiscard]] Result<std::optional<std::string>> get(const Key& key) const override {
    QUONDAM_ASSIGN(const FamilyRef family, families_.find(key.space));
    return read(*family, key.bytes, pin_->get());
  }

  [[nodiscard]] Result<std::unique_ptr<Cursor>> cursor(const Range& range) const override {
    QUONDAM_ASSIGN(FamilyRef family, families_.find(range.space));
    QUONDAM_TRY(family->check_readable());
    return std::make_unique<RocksCursor>(pin_, std::move(family), range);
  }

  [[nodiscard]] Result<std::optional<std::string>> first_value(const Range& range) const override {
    QUONDAM_ASSIGN(const FamilyRef family, families_.find(range.space));
    if (!family->lies_in_a_group(range)) return Snapshot::first_value(range);
    QUONDAM_TRY(family->check_readable());
    rocksdb::ReadOptions options;
    options.snapshot = pin_->get();
    options.prefix_same_as_start = true;
    const std::unique_ptr<rocksdb::Iterator> iterator(
        family->db.NewIterator(options, family->handle));
    iterator->Seek(slice_of(range.begin));
    if (iterator->Valid() && view_of(iterator->key()) < range.end)
      return std::string(view_of(iterator->value()));
    QUONDAM_TRY(check(iterator->status(), "reading space " + std::to_string(family->space)));
    return std::nullopt;
  }

 private:
  const Families& families_;
  const std::shared_ptr<const Pin> pin_;
};

}  // namespace

Result<std::optional<std::string>> read(const Family& family, std::string_view key,
                                        const rocksdb::Snapshot* snapshot) {
  QUONDAM_TRY(family.check_readable());
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = family.db.Get(options, family.handle, slice_of(key), &value);
  if (status.ok()) return std::string(value.data(), value.size());
  if (status.IsNotFound()) return std::nullopt;
  return tl::unexpected(to_error(status, "reading space " + std::to_string(family.space)));
}

std::shared_ptr<const Snapshot> take_snapshot(rocksdb::DB& db, const Families& families) {
  return std::make_shared<const RocksSnapshot>(db, families);
}

}  // namespace quondam::engine::rocks
