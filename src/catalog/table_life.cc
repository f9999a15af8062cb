#include "catalog/table_life.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace quondam::catalog {

namespace {

const timeline::Who kService{.caller = "", .operation = "SettleTable"};

Result<void> settle(Catalog& catalog, const Table& table, Micros now_us) {
  const auto due = [now_us](const Table& record) {
    return record.settles_us != 0 && record.settles_us <= now_us;
  };
  if (table.status == TableStatus::deleting) {
    QUONDAM_TRY(catalog.remove(table.name, kService, [&](const Table& record) -> Result<void> {
      if (record.id == table.id && record.status == TableStatus::deleting) return {};
      return fail(ErrorCode::not_found, "");
    }));
    return {};
  }
  QUONDAM_TRY(catalog.update(table.name, table.id, kService,
                             [&](Table& record, CommitTime) -> Result<void> {
                               if (!due(record)) return {};
                               record.settle();
                               if (!record.being_restored() && !record.index_is_changing())
                                 record.status = TableStatus::active;
                               return {};
                             }));
  return {};
}

}  // namespace

StatusDelays delays_of_aws() {
  return {.table_us = 5 * kMicrosPerSecond,
          .index_us = 10 * kMicrosPerSecond,
          .restore_us = 20 * kMicrosPerSecond,
          .backup_us = 5 * kMicrosPerSecond};
}

Micros TableLife::settles_after(Micros delay_us) const {
  return delay_us == 0 ? 0 : clock_.wall_us() + delay_us;
}

Result<bool> TableLife::step() {
  const bool delayed = delays_.table_us != 0;
  const Micros now_us = delayed ? clock_.wall_us() : ~Micros{0};
  bool waiting = false;
  for (const TablePtr& table : catalog_.list("", std::numeric_limits<std::size_t>::max())) {
    if (table->settles_us == 0) continue;
    if (table->settles_us > now_us) {
      waiting = true;
      continue;
    }
    const auto settled = settle(catalog_, *table, now_us);
    // Gone, or another table by now: nothing to settle.
    if (!settled && settled.error().code != ErrorCode::not_found)
      return tl::unexpected(settled.error());
  }
  return waiting;
}

void TableLife::start() {
  worker_.start([this] {
    constexpr std::chrono::milliseconds kWaiting{100};
    constexpr std::chrono::hours kIdle{1};
    const auto waiting = step();
    if (!waiting)
      spdlog::error("a table's status could not be settled: {}", waiting.error().message);
    return waiting.value_or(true) ? BackgroundWorker::Pause(kWaiting)
                                  : BackgroundWorker::Pause(kIdle);
  });
}

}  // namespace quondam::catalog
