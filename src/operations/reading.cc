#include "operations/reading.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/moment_text.h"
#include "catalog/restorable_window.h"
#include "catalog/restore_point.h"
#include "operations/admin/deleted_table.h"
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

ApiExpected<TableWithPast> table_with_past(const Context& context, std::string_view given) {
  auto table = table_of_items(context, given);
  if (table) {
    QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
    return TableWithPast{.table = *std::move(table), .until = safe_time};
  }
  const auto arn = parse_table_arn(given);
  const catalog::BackupPtr deleted = find_deleted_table(context, arn ? arn->table : given);
  if (deleted == nullptr) return refuse(std::move(table).error());
  return TableWithPast{.table = {deleted, &deleted->table}, .until = deleted->at, .deleted = true};
}

ApiExpected<void> check_moment(const TableWithPast& past, catalog::CommitTime at) {
  const catalog::Table& table = *past.table;
  const auto because = [&](std::string_view why, catalog::CommitTime when) {
    return refuse(unreadable(table.name, at, fmt::format("{}{}", why, moment_text(when))));
  };
  if (at < table.created_us) return because("it was created later, at ", table.created_us);
  const auto window = catalog::restorable_window(table, past.until);
  if (!window)
    return refuse(unreadable(table.name, at, "point-in-time recovery is not enabled for it"));
  if (at < window->history_from) {
    const auto earliest = static_cast<Micros>(window->earliest_seconds()) * kMicrosPerSecond;
    return because("its recovery window begins later, at ", earliest);
  }
  if (past.deleted && at > past.until) return because("it was deleted before, at ", past.until);
  if (!window->accepts(at))
    return because("it lies in the future; the latest moment is ", window->latest);
  return {};
}

ApiExpected<Reading> reading_of(const Context& context, std::string_view given) {
  const NamedMoment named = split_moment(given);
  if (named.moment && context.database.options().as_aws) return refuse(not_a_table_name(given));
  if (!named.moment) {
    QUONDAM_ASSIGN(catalog::TablePtr table, table_of_items(context, named.table));
    return Reading{std::move(table), timeline::Moment::now(), nullptr};
  }
  QUONDAM_ASSIGN(const TableWithPast past, table_with_past(context, named.table));
  QUONDAM_ASSIGN(const catalog::CommitTime at, resolve_moment(context, *named.moment));
  QUONDAM_TRY(check_moment(past, at));
  catalog::Catalog& catalog = context.database.catalog();
  QUONDAM_ASSIGN(const catalog::CommitTime safe_time, context.database.engine().safe_time());
  if (safe_time < at && !context.may_wait) return refuse(must_wait());
  QUONDAM_TRY(wait_until_safe(context.database.engine(), at));
  const catalog::Table& table = *past.table;
  auto pin = catalog.windows().pin(table.id, at);
  if (!pin) return refuse(unreadable(table.name, at, "that past is just being trimmed"));
  QUONDAM_ASSIGN(catalog::TablePtr then, catalog.at(past.table, at));
  if (then == nullptr) {
    return refuse(unreadable(
        table.name, at, fmt::format("it was created later, at {}", moment_text(table.created_us))));
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
