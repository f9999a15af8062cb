// The floor of trimming: which history is dead.
//
// A table's floor is the time up to which its history may be forgotten: a history record with
// replaced_at <= floor, or a change with time <= floor, is dead, and compactions drop it whenever
// they meet it. The floor is min(the table's window start, the oldest pin); it is durable before
// the drop rules see it, never goes down, and one step moves it at most kLargestStep_us.
// Compactions ignore snapshots, so a pin is the only protection of a long reader.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "timeline/record.h"

namespace quondam::timeline {

// The floors that drop rules read; shared by the engine (which asks during compactions) and the
// window keeper.
class Floors {
 public:
  [[nodiscard]] CommitTime of(
      TableId table) const;  // 0 for a table never heard of: everything is kept
  void raise(TableId table, CommitTime floor);
  [[nodiscard]] TableId largest_id() const;

  // The rules that an engine is opened with.
  [[nodiscard]] static engine::SpaceRules rules(const std::shared_ptr<const Floors>& floors);

 private:
  mutable std::shared_mutex mutex_;
  std::map<TableId, CommitTime> floors_;
};

// Keeps `table`'s history from T on readable while it lives. Movable; releasing is destruction.
class WindowKeeper;
class Pin {
 public:
  Pin() = default;
  Pin(Pin&& other) noexcept;
  Pin& operator=(Pin&& other) noexcept;
  ~Pin();

 private:
  friend class WindowKeeper;
  Pin(WindowKeeper* keeper, TableId table, CommitTime at)
      : keeper_(keeper), table_(table), at_(at) {}
  void release();

  WindowKeeper* keeper_ = nullptr;
  TableId table_ = 0;
  CommitTime at_ = 0;
};

class WindowKeeper {
 public:
  static constexpr Micros kLargestStep_us = kMicrosPerDay;
  // The floor of a table that is gone.
  static constexpr CommitTime kEverything = ~CommitTime{0};

  // Reads the durable floors into `floors`.
  static Result<std::unique_ptr<WindowKeeper>> open(engine::Engine& engine,
                                                    std::shared_ptr<Floors> floors);

  // Fails with outside_window when T is below the floor, or is about to be.
  Result<Pin> pin(TableId table, CommitTime at);

  [[nodiscard]] bool is_pinned(TableId table) const;

  // Moves the table's floor towards `window_start`, as far as pins and the largest step allow.
  // Answers the floor reached.
  Result<CommitTime> advance(TableId table, CommitTime window_start);

  // The table is gone: all its history is dead. in_use while somebody holds a pin on it.
  Result<void> abandon(TableId table);

  [[nodiscard]] CommitTime floor(TableId table) const;
  // The largest table id that ever had a floor; 0 when none had.
  [[nodiscard]] TableId largest_id() const { return floors_->largest_id(); }

 private:
  friend class Pin;
  explicit WindowKeeper(engine::Engine& engine, std::shared_ptr<Floors> floors);
  // One floor of a table rises at a time, so that they become durable in the order in which they
  // were decided on.
  void wait_for_floor(TableId table, std::unique_lock<std::mutex>& lock);
  Result<void> persist(TableId table, CommitTime floor);
  void unpin(TableId table, CommitTime at);

  engine::Engine& engine_;
  std::shared_ptr<Floors> floors_;
  mutable std::mutex mutex_;
  std::map<TableId, std::multiset<CommitTime>> pins_;
  std::map<TableId, CommitTime> rising_;  // floors decided on and perhaps not yet durable
  std::condition_variable settled_;       // one of them is durable, or given up
};

}  // namespace quondam::timeline
