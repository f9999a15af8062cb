#include "ttl/sweeper.h"

#include <spdlog/spdlog.h>

#include <chrono>

#include "catalog/index_entries.h"
#include "item/expiry.h"
#include "item/keys.h"
#include "item/stored.h"
#include "timeline/view.h"

namespace quondam::ttl {

namespace {

timeline::Who service() {
  return {.caller = std::string(kServicePrincipal), .operation = "TimeToLive"};
}

}  // namespace

Sweeper::Sweeper(catalog::Catalog& catalog, timeline::TrustedTime& time)
    : catalog_(catalog), time_(time) {}

Sweeper::~Sweeper() {
  worker_.stop();
}

Result<std::uint64_t> Sweeper::sweep() {
  QUONDAM_ASSIGN(const Micros now_us, time_.now());
  std::uint64_t deleted = 0;
  std::optional<Error> first_error;
  for (const catalog::TablePtr& table :
       catalog_.list("", std::numeric_limits<std::size_t>::max())) {
    if (!table->ttl.enabled || table->status != catalog::TableStatus::active) continue;
    const auto of_table = sweep_table(table, now_us);
    if (of_table) {
      deleted += *of_table;
    } else if (!first_error) {
      // A damaged table does not keep the others' items alive.
      first_error = Error{of_table.error().code, table->name + ": " + of_table.error().message};
    }
  }
  if (first_error) return tl::unexpected(*std::move(first_error));
  return deleted;
}

Result<std::uint64_t> Sweeper::sweep_table(const catalog::TablePtr& table, Micros now_us) {
  const item::KeyRange range = item::index_range(item::kTableIndex);
  QUONDAM_ASSIGN(const auto rows, timeline::open_rows(catalog_.engine().snapshot(), table->id,
                                                      {range.begin, range.end, std::nullopt},
                                                      timeline::Moment::now()));
  std::uint64_t deleted = 0;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_ASSIGN(const bool due, item::expired(rows->payload(), table->ttl.attribute, now_us));
    if (!due) continue;
    const std::string row_bytes(rows->row_bytes());
    const catalog::RowOf row{table, {item::partition_of_key(row_bytes), row_bytes}};
    bool gone = false;
    const auto committed = catalog_.write(
        {&row, 1}, service(),
        [&](timeline::Writer& writer, std::span<const catalog::TablePtr> tables) -> Result<void> {
          gone = false;
          const catalog::Table& present = *tables.front();
          QUONDAM_ASSIGN(const auto version, writer.read(present.id, row.row));
          if (!version || !present.ttl.enabled) return {};
          QUONDAM_ASSIGN(const bool still_due,
                         item::expired(version->payload, present.ttl.attribute, now_us));
          if (!still_due) return {};
          QUONDAM_TRY(
              catalog::replace_item(writer, present, row.row, version, nullptr, std::nullopt));
          gone = true;
          return {};
        });
    if (!committed) {
      if (committed.error().code == ErrorCode::not_found) break;  // the table was deleted meanwhile
      return tl::unexpected(committed.error());
    }
    deleted += gone ? 1 : 0;
  }
  QUONDAM_TRY(rows->status());
  return deleted;
}

void Sweeper::start() {
  worker_.start([this] { return round(); });
}

BackgroundWorker::Pause Sweeper::round() {
  using std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kShortestPause{1000};
  constexpr int kPauseToWork = 20;
  const auto began = steady_clock::now();
  const auto swept = sweep();
  std::string error = swept ? std::string() : swept.error().message;
  if (!swept && error != last_error_ && swept.error().code != ErrorCode::clock_untrusted) {
    spdlog::error("a TTL sweep failed: {}", error);
  }
  last_error_ = std::move(error);
  return std::max<BackgroundWorker::Pause>(kShortestPause,
                                           kPauseToWork * (steady_clock::now() - began));
}

}  // namespace quondam::ttl
