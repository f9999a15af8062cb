#include "operations/change_limits.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace quondam::operations {
namespace {

constexpr Micros kClassWindow_us = 30 * kMicrosPerDay;
constexpr Micros kEncryptionWindow_us = kMicrosPerDay;
constexpr Micros kBetweenEncryptionChanges_us = 21'600 * kMicrosPerSecond;
constexpr std::int64_t kEncryptionChangesAtOnce = 4;

// "2026-10-09T23:13:00.402Z"
std::string written(Micros time_us) {
  constexpr Micros kMicrosPerMilli = 1000;
  return fmt::format("{:%FT%T}.{:03}Z",
                     fmt::gmtime(static_cast<std::time_t>(time_us / kMicrosPerSecond)),
                     time_us % kMicrosPerSecond / kMicrosPerMilli);
}

bool window_is_over(const catalog::CountedChanges& changes, Micros now_us) {
  return changes.count == 0 || now_us >= changes.since_us + kEncryptionWindow_us;
}

}  // namespace

ApiExpected<void> check_class_change(const catalog::Table& table, Micros now_us) {
  const Micros before_us = table.class_changed_before_us;
  if (before_us == 0 || now_us >= before_us + kClassWindow_us) return {};
  return refuse(limit_exceeded(
      "Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s)."));
}

void note_class_change(catalog::Table& table, Micros now_us) {
  table.class_changed_before_us = table.class_changed_us;
  table.class_changed_us = now_us;
}

ApiExpected<void> check_encryption_change(const catalog::Table& table, Micros now_us) {
  const catalog::CountedChanges& changes = table.encryption_changes;
  const Micros next_us = changes.last_us + kBetweenEncryptionChanges_us;
  if (window_is_over(changes, now_us) || changes.count < kEncryptionChangesAtOnce ||
      now_us >= next_us) {
    return {};
  }
  const Micros end_us = changes.since_us + kEncryptionWindow_us;
  return refuse(limit_exceeded(fmt::format(
      "Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at "
      "{}. After the first {} change, each subsequent change in the same window can be performed "
      "at most once every {} seconds. Number of updates today: {}. Last change at {}. Next changes "
      "can be made at {}.",
      written(end_us), kEncryptionChangesAtOnce, kBetweenEncryptionChanges_us / kMicrosPerSecond,
      changes.count, written(changes.last_us), written(std::min(next_us, end_us)))));
}

void note_encryption_change(catalog::Table& table, Micros now_us) {
  catalog::CountedChanges& changes = table.encryption_changes;
  if (window_is_over(changes, now_us)) changes = {.since_us = now_us, .last_us = 0, .count = 0};
  changes.last_us = now_us;
  ++changes.count;
}

}  // namespace quondam::operations
