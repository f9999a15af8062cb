#include "base/json_writer.h"
#include "base/moment_text.h"
#include "catalog/stream_settings.h"
#include "item/expiry.h"
#include "item/json.h"
#include "item/keys.h"
#include "operations/admin/deleted_table.h"
#include "operations/continuous_backups.h"
#include "operations/operation_table.h"
#include "operations/reading.h"
#include "operations/restored_table.h"
#include "operations/table_description.h"
#include "operations/table_lookup.h"
#include "timeline/view.h"

namespace quondam::operations {
namespace {

using namespace shapes;

// ---- the request ----

constexpr Member kMembers[] = {
    {"SourceTableName", &kTableArn},
    {"SourceTableId", &kString},
    {"TargetTableName", &kTableName, required},
    {"RestoreTime", &kString},
    {"KeepSettings", &kBoolean},
    {"WithTimeToLive", &kBoolean},
    {"DryRun", &kBoolean},
    QUONDAM_OVERRIDE_MEMBERS,
};
constexpr Shape kRequest{.kind = structure, .name = "RestoreTableInput", .members = kMembers};

// What is restored, and the moments that can be chosen.
struct Source {
  backup::RestoreSource from;
  catalog::RestorableWindow window;
};

ApiExpected<Source> read_source(const Context& context, const Request& request) {
  if (request.has("SourceTableName") == request.has("SourceTableId"))
    return refuse(validation("Must provide exactly one of: SourceTableName, SourceTableId"));
  if (const auto id = request.string("SourceTableId")) {
    QUONDAM_ASSIGN(catalog::BackupPtr deleted, deleted_table(context, *id));
    const catalog::RestorableWindow window = window_of(*deleted);
    const catalog::TablePtr record(deleted, &deleted->table);
    return Source{.from = {.table = record, .backup = std::move(deleted)}, .window = window};
  }
  QUONDAM_ASSIGN(catalog::TablePtr table, table_of_backups(context, request, "SourceTableName"));
  QUONDAM_ASSIGN(const auto window, restorable_window(context, *table));
  if (!window) return refuse(point_in_time_recovery_unavailable(table->name));
  return Source{.from = {.table = std::move(table), .backup = nullptr}, .window = *window};
}

ApiExpected<catalog::CommitTime> choose_moment(const Context& context, const Request& request,
                                               const catalog::RestorableWindow& window) {
  const auto given = request.string("RestoreTime");
  if (!given) return std::max(window.latest, window.earliest);
  QUONDAM_ASSIGN(const catalog::CommitTime at, resolve_moment(context, *given));
  if (!window.accepts(at)) {
    return refuse(invalid_restore_time(moment_text(at), moment_text(window.earliest),
                                       moment_text(window.latest)));
  }
  return at;
}

// Beyond what AWS takes over. `now` is a moment before the new table's first write.
void keep_settings(const Request& request, const catalog::Table& source, catalog::CommitTime now,
                   catalog::Table& target) {
  if (request.boolean("WithTimeToLive").value_or(false)) target.ttl = source.ttl;
  if (!request.boolean("KeepSettings").value_or(false)) return;
  target.deletion_protection = source.deletion_protection;
  target.tags = source.tags;
  target.policy = source.policy;
  target.table_class = source.table_class;
  target.warm = source.warm;
  if (source.stream_is_enabled()) catalog::enable_stream(target, source.streams.back().view, now);
  // The window begins when the restore ends (backup/restore_jobs.cc).
  target.pitr.enabled = source.pitr.enabled;
  target.pitr.period_days = source.pitr.period_days;
}

// The items that time to live would delete at once: all are counted, and so many are listed.
constexpr std::uint64_t kMostExpiredKeys = 1000;

// Appends the keys; answers how many there are.
Result<std::uint64_t> append_expired_keys(JsonWriter& json, const Context& context,
                                          const Source& source) {
  const catalog::Table& table = *source.from.table;
  if (!table.ttl.enabled) return 0;
  const item::KeyRange items = item::index_range(item::kTableIndex);
  QUONDAM_ASSIGN(const auto rows,
                 timeline::open_rows(context.database.engine().snapshot(), source.from.space(),
                                     {items.begin, items.end, std::nullopt},
                                     timeline::Moment::past(source.from.at)));
  const Micros now_us = context.database.clock().wall_us();
  std::uint64_t expired = 0;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    QUONDAM_ASSIGN(const bool due, item::expired(rows->payload(), table.ttl.attribute, now_us));
    if (!due || expired++ >= kMostExpiredKeys) continue;
    QUONDAM_ASSIGN(const item::Item key, item::decode_key(table.keys, rows->row_bytes()));
    item::append_json(json.value(), key);
  }
  QUONDAM_TRY(rows->status());
  return expired;
}

ApiResult describe_plan(const Context& context, const Source& source) {
  QUONDAM_ASSIGN(const timeline::Pin pin,
                 context.database.catalog().windows().pin(source.from.space(), source.from.at));
  QUONDAM_ASSIGN(
      const timeline::RestorePlan plan,
      timeline::plan_restore(context.database.engine(), source.from.space(), source.from.at));
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Plan").begin_object();
  json.key("RestoreTime").string(moment_text(source.from.at));
  json.key("Way").string(plan.way == timeline::RestorePlan::Way::clone ? "CLONE" : "BUILD");
  json.key("ChangesSince").number(plan.changes_counted);
  json.key("ItemsEstimate").number(plan.rows_estimate);
  json.key("ExpiredKeys").begin_array();
  QUONDAM_ASSIGN(const std::uint64_t expired, append_expired_keys(json, context, source));
  json.end_array();
  json.key("ExpiredCount").number(expired);
  json.end_object();
  json.end_object();
  return body;
}

ApiResult handle(const Context& context, const Request& request) {
  QUONDAM_TRY(check_overrides(request));

  // ---- what needs the table ----
  QUONDAM_ASSIGN(Source source, read_source(context, request));
  QUONDAM_ASSIGN(source.from.at, choose_moment(context, request, source.window));
  QUONDAM_ASSIGN(catalog::Table target, plan_target(context, request, *source.from.table));
  QUONDAM_TRY(check_target_is_free(context, target.name));
  keep_settings(request, *source.from.table, source.window.latest, target);

  // ---- the work ----
  QUONDAM_TRY(wait_until_safe(context.database.engine(), source.from.at));
  if (request.boolean("DryRun").value_or(false)) return describe_plan(context, source);
  QUONDAM_ASSIGN(const catalog::TablePtr restored,
                 start_restore(context, source.from, std::move(target)));

  // ---- the answer ----
  return describe_table(context, *restored, "TableDescription");
}

}  // namespace

const Operation kRestoreTable{kQuondam, "RestoreTable", &kRequest, Operation::Runs::on_pool,
                              handle};

}  // namespace quondam::operations
