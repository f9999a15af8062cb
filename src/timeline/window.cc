#include "timeline/window.h"

#include <algorithm>
#include <utility>

#include "base/coding.h"

namespace quondam::timeline {

namespace {

constexpr std::string_view kFloorPrefix = "floor/";

engine::Key floor_key(TableId table) {
  std::string bytes(kFloorPrefix);
  append_u32(bytes, table);
  return {engine::kCatalogSpace, 0, std::move(bytes)};
}

class DropDeadHistory final : public engine::DropRule {
 public:
  explicit DropDeadHistory(std::shared_ptr<const Floors> floors) : floors_(std::move(floors)) {}
  [[nodiscard]] bool droppable(std::string_view key, std::string_view /*value*/) const override {
    // Only both ends of the key are needed; unescaping the row between them would cost more than
    // the rest of the rule.
    Decoder front(key);
    const auto table = front.u32();
    if (!table || key.size() < sizeof(TableId) + sizeof(CommitTime)) return false;
    const auto replaced_at = Decoder(key.substr(key.size() - sizeof(CommitTime))).u64();
    return *replaced_at <= floors_->of(*table);
  }

 private:
  std::shared_ptr<const Floors> floors_;
};

// All records of a row.
class RowsOfHistory final : public engine::GroupRule {
 public:
  [[nodiscard]] std::size_t group_bytes(std::string_view key) const override {
    // Up to the escaped row's end, which stands nowhere within it (base/coding.h).
    constexpr std::string_view kEnd("\0\1", 2);
    const std::size_t end = key.find(kEnd, sizeof(TableId));
    return end == std::string_view::npos ? 0 : end + kEnd.size();
  }
};

class DropDeadChanges final : public engine::DropRule {
 public:
  explicit DropDeadChanges(std::shared_ptr<const Floors> floors) : floors_(std::move(floors)) {}
  [[nodiscard]] bool droppable(std::string_view key, std::string_view /*value*/) const override {
    const auto change = decode_change_key(key);
    return change && change->time <= floors_->of(change->table);
  }

 private:
  std::shared_ptr<const Floors> floors_;
};

}  // namespace

CommitTime Floors::of(TableId table) const {
  const std::shared_lock lock(mutex_);
  const auto found = floors_.find(table);
  return found == floors_.end() ? 0 : found->second;
}

void Floors::raise(TableId table, CommitTime floor) {
  const std::unique_lock lock(mutex_);
  CommitTime& known = floors_[table];
  known = std::max(known, floor);
}

TableId Floors::largest_id() const {
  const std::shared_lock lock(mutex_);
  return floors_.empty() ? 0 : floors_.rbegin()->first;
}

engine::SpaceRules Floors::rules(const std::shared_ptr<const Floors>& floors) {
  return {.history = std::make_shared<DropDeadHistory>(floors),
          .changes = std::make_shared<DropDeadChanges>(floors),
          .history_groups = std::make_shared<RowsOfHistory>()};
}

Pin::Pin(Pin&& other) noexcept
    : keeper_(std::exchange(other.keeper_, nullptr)), table_(other.table_), at_(other.at_) {}

Pin& Pin::operator=(Pin&& other) noexcept {
  if (this != &other) {
    release();
    keeper_ = std::exchange(other.keeper_, nullptr);
    table_ = other.table_;
    at_ = other.at_;
  }
  return *this;
}

Pin::~Pin() {
  release();
}

void Pin::release() {
  if (keeper_ != nullptr) std::exchange(keeper_, nullptr)->unpin(table_, at_);
}

WindowKeeper::WindowKeeper(engine::Engine& engine, std::shared_ptr<Floors> floors)
    : engine_(engine), floors_(std::move(floors)) {}

Result<std::unique_ptr<WindowKeeper>> WindowKeeper::open(engine::Engine& engine,
                                                         std::shared_ptr<Floors> floors) {
  std::unique_ptr<WindowKeeper> keeper(new WindowKeeper(engine, std::move(floors)));
  const auto snapshot = engine.snapshot();
  QUONDAM_ASSIGN(const auto cursor,
                 snapshot->cursor({engine::kCatalogSpace, std::string(kFloorPrefix),
                                   prefix_end(kFloorPrefix), 0}));
  for (cursor->seek_to_first(); cursor->valid(); cursor->next()) {
    const auto table = Decoder(cursor->key().substr(kFloorPrefix.size())).u32();
    const auto floor = Decoder(cursor->value()).u64();
    if (!table || !floor)
      return fail(ErrorCode::corruption, "a stored floor of trimming is damaged");
    keeper->floors_->raise(*table, *floor);
  }
  QUONDAM_TRY(cursor->status());
  return keeper;
}

Result<Pin> WindowKeeper::pin(TableId table, CommitTime at) {
  const std::lock_guard lock(mutex_);
  CommitTime floor = floors_->of(table);
  if (const auto rising = rising_.find(table); rising != rising_.end())
    floor = std::max(floor, rising->second);
  if (at < floor)
    return fail(ErrorCode::outside_window, "the history of that moment has been trimmed");
  pins_[table].insert(at);
  return Pin(this, table, at);
}

bool WindowKeeper::is_pinned(TableId table) const {
  const std::lock_guard lock(mutex_);
  return pins_.contains(table);
}

void WindowKeeper::unpin(TableId table, CommitTime at) {
  const std::lock_guard lock(mutex_);
  const auto pins = pins_.find(table);
  pins->second.erase(pins->second.find(at));
  if (pins->second.empty()) pins_.erase(pins);
}

Result<CommitTime> WindowKeeper::advance(TableId table, CommitTime window_start) {
  CommitTime target = 0;
  {
    std::unique_lock lock(mutex_);
    wait_for_floor(table, lock);
    const CommitTime present = floors_->of(table);
    target = window_start;
    // The first floor of a table has nothing before it to lose, so only later ones are bound to
    // steps.
    if (present != 0) target = std::min(target, present + kLargestStep_us);
    if (const auto pins = pins_.find(table); pins != pins_.end())
      target = std::min(target, *pins->second.begin());
    if (target <= present) return present;
    rising_[table] = target;
  }
  return persist(table, target).map([&] { return target; });
}

Result<void> WindowKeeper::abandon(TableId table) {
  {
    std::unique_lock lock(mutex_);
    wait_for_floor(table, lock);
    if (pins_.contains(table)) return fail(ErrorCode::in_use, "the table's history is being read");
    rising_[table] = kEverything;
  }
  return persist(table, kEverything);
}

CommitTime WindowKeeper::floor(TableId table) const {
  return floors_->of(table);
}

void WindowKeeper::wait_for_floor(TableId table, std::unique_lock<std::mutex>& lock) {
  settled_.wait(lock, [&] { return !rising_.contains(table); });
}

Result<void> WindowKeeper::persist(TableId table, CommitTime floor) {
  const engine::Key key = floor_key(table);
  const auto committed =
      engine_.transact({.exclusive = {key}, .shared = {}, .disk_use = engine::DiskUse::frees},
                       [&](engine::Transaction& transaction) -> Result<void> {
                         std::string value;
                         append_u64(value, floor);
                         transaction.put(key, std::move(value));
                         return {};
                       });
  const std::lock_guard lock(mutex_);
  rising_.erase(table);
  settled_.notify_all();
  if (!committed) return tl::unexpected(committed.error());
  floors_->raise(table, floor);
  return {};
}

}  // namespace quondam::timeline
