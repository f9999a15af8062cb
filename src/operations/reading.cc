#include "operations/reading.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/moment_text.h"
#include "catalog/restorable_window.h"
#include "catalog/restore_point.h"
#include "operations/arn.h"
#include "operations/constraints.h"
#include "operations/table_lookup.h"

namespace quondam::operations {
namespace {

ApiError unreadable(std::string_view table, catalog::CommitTime at, std::string_view why) {
  return validation(
      fmt::format("Table {} cannot be read as it was at {}: {}", table, moment_text(at), why));
}

}  // namespace

ApiExpected<catalog::CommitTime> resolve_moment(const Context& context, std::string_view text) {
  if (catalog::is_restore_point_name(text)) {
    QUONDAM_ASSIGN(const auto point, catalog::find_restore_point(context.database.engine(), text));
    if (point) return point->at;
    return refuse(
        validation(fmt::format("{} is neither a moment nor the name of a restore point", text)));
  }
  QUONDAM_ASSIGN(const catalog::CommitTime at, parse_moment(text));
  return at;
}

ApiExpected<void> check_moment(const Context& context, const catalog::Table& table,
                               catalog::CommitTime at) {
  if (at < table.created_us) {
    return refuse(unreadable(
        table.name, at, fmt::format("it was created later, at {}", moment_text(table.created_us))));
  }
  QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
  const auto window = catalog::restorable_window(table, safe_time);
  if (!window)
    return refuse(unreadable(table.name, at, "point-in-time recovery is not enabled for it"));
  if (at < window->history_from) {
    return refuse(unreadable(
        table.name, at,
        fmt::format(
            "its recovery window begins later, at {}",
            moment_text(static_cast<Micros>(window->earliest_seconds()) * kMicrosPerSecond))));
  }
  if (!window->accepts(at)) {
    return refuse(unreadable(table.name, at,
                             fmt::format("it lies in the future; the latest moment is {}",
                                         moment_text(window->latest))));
  }
  return {};
}

ApiExpected<Reading> reading_of(const Context& context, std::string_view given) {
  const NamedMoment named = split_moment(given);
  if (named.moment && context.database.options().as_aws) return refuse(not_a_table_name(given));
  QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, named.table));
  if (!named.moment) return Reading{std::move(table), timeline::Moment::now(), nullptr};
  QUONDAM_ASSIGN(const catalog::CommitTime at, resolve_moment(context, *named.moment));
  QUONDAM_TRY(check_moment(context, *table, at));
  catalog::Catalog& catalog = context.database.catalog();
  QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
  if (safe_time < at && !context.may_wait) return refuse(must_wait());
  QUONDAM_TRY(wait_until_safe(context.database.engine(), at));
  auto pin = catalog.windows().pin(table->id, at);
  if (!pin) return refuse(unreadable(table->name, at, "that past is just being trimmed"));
  QUONDAM_ASSIGN(catalog::TablePtr then, catalog.at(table, at));
  if (then == nullptr) {
    return refuse(
        unreadable(table->name, at,
                   fmt::format("it was created later, at {}", moment_text(table->created_us))));
  }
  return Reading{std::move(then), timeline::Moment::past(at),
                 std::make_shared<const timeline::Pin>(*std::move(pin))};
}

Result<std::optional<timeline::Version>> read_item(const Context& context, const Reading& reading,
                                                   const timeline::RowKey& row) {
  // The latest committed value: a read that need not be consistent is as fresh as one that must.
  return timeline::read_row(context.database.engine(), reading.table->id, row, reading.moment);
}

Result<void> wait_until_safe(engine::Engine& engine, catalog::CommitTime at) {
  constexpr std::chrono::milliseconds kPause(5);
  while (true) {
    QUONDAM_ASSIGN(const catalog::CommitTime safe_time, engine.safe_time());
    if (safe_time >= at) return {};
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace quondam::operations
