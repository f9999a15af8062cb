#include "timeline/trusted_time.h"

#include <spdlog/spdlog.h>

#include "base/coding.h"

namespace quondam::timeline {

namespace {

// How old the anchor on disk may grow while the process lives.
constexpr Micros kPersistEvery_us = 600 * kMicrosPerSecond;

engine::Key anchor_key() {
  return {engine::kCatalogSpace, 0, "clock-anchor"};
}

}  // namespace

Result<std::unique_ptr<TrustedTime>> TrustedTime::open(engine::Engine& engine, const Clock& clock,
                                                       bool vouched) {
  std::unique_ptr<TrustedTime> time(new TrustedTime(engine, clock));
  QUONDAM_ASSIGN(const auto stored, engine.get(anchor_key()));
  if (stored && !vouched) {
    Decoder decoder(*stored);
    const auto wall_us = decoder.u64();
    const auto boottime_us = decoder.u64();
    if (!wall_us || !boottime_us)
      return fail(ErrorCode::corruption, "the stored clock anchor is damaged");
    time->anchor_ = {*wall_us, *boottime_us, std::string(decoder.rest())};
  } else {
    QUONDAM_TRY(time->persist({clock.wall_us(), clock.boottime_us(), clock.boot_id()}));
  }
  return time;
}

Result<Micros> TrustedTime::now() {
  const std::lock_guard lock(mutex_);
  const Anchor present{clock_.wall_us(), clock_.boottime_us(), clock_.boot_id()};
  const bool same_boot = present.boot_id == anchor_.boot_id;
  const Micros believable_us =
      same_boot ? anchor_.wall_us + (present.boottime_us - anchor_.boottime_us) + kTolerance_us
                : anchor_.wall_us + kLargestRebootStep_us;
  if (present.wall_us > believable_us) {
    const std::string message = fmt::format(
        "the wall clock is {} s ahead of what can be believed; nothing is trimmed or expired. "
        "HINT: set the clock right, or "
        "start with --trust-clock if it is",
        (present.wall_us - believable_us) / kMicrosPerSecond);
    if (!warned_) spdlog::error(message);
    warned_ = true;
    return fail(ErrorCode::clock_untrusted, message);
  }
  warned_ = false;
  // A wall clock that was set back gets no new anchor: when it comes forward again, that is no
  // step.
  const bool behind = same_boot && present.wall_us < anchor_.wall_us;
  if (!behind && (!same_boot || present.boottime_us - anchor_.boottime_us >= kPersistEvery_us))
    QUONDAM_TRY(persist(present));
  return present.wall_us;
}

Result<void> TrustedTime::persist(Anchor anchor) {
  // Without an anchor nothing is trimmed.
  const auto committed = engine_.transact(
      {.exclusive = {anchor_key()}, .shared = {}, .disk_use = engine::DiskUse::frees},
      [&](engine::Transaction& transaction) -> Result<void> {
        std::string value;
        append_u64(value, anchor.wall_us);
        append_u64(value, anchor.boottime_us);
        value.append(anchor.boot_id);
        transaction.put(anchor_key(), std::move(value));
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  anchor_ = std::move(anchor);
  return {};
}

}  // namespace quondam::timeline
