#include "operations/admin/undo_description.h"

#include <fmt/format.h>

#include "base/moment_text.h"
#include "item/json.h"
#include "item/keys.h"

namespace quondam::operations {
namespace {

std::string_view status_name(undo::Status status) {
  switch (status) {
    case undo::Status::dry_run:
      return "DRY_RUN";
    case undo::Status::running:
      return "RUNNING";
    case undo::Status::completed:
      return "COMPLETED";
    case undo::Status::failed:
      return "FAILED";
    case undo::Status::cancelled:
      return "CANCELLED";
  }
  return "";
}

std::string_view action_name(timeline::UndoStep::Action action) {
  switch (action) {
    case timeline::UndoStep::Action::put:
      return "PUT";
    case timeline::UndoStep::Action::erase:
      return "DELETE";
    case timeline::UndoStep::Action::conflict:
      return "CONFLICT";
    case timeline::UndoStep::Action::nothing:
      break;
  }
  return "";
}

Result<void> append_samples(JsonWriter& json, const Context& context, const undo::Undo& undo) {
  const catalog::TablePtr table = context.database.catalog().find(undo.table_name);
  json.key("Samples").begin_array();
  for (const undo::Sample& sample : undo.samples) {
    if (table == nullptr || table->id != undo.table_id) break;
    QUONDAM_ASSIGN(const item::Item key, item::decode_key(table->keys, sample.row_bytes));
    json.begin_object();
    item::append_json(json.key("Key").value(), key);
    json.key("Action").string(action_name(sample.action));
    if (sample.expired) json.key("Expired").boolean(true);
    json.end_object();
  }
  json.end_array();
  return {};
}

}  // namespace

Result<void> append_undo(JsonWriter& json, const Context& context, const undo::Undo& undo) {
  json.begin_object();
  if (!undo.id.empty()) json.key("UndoId").string(undo.id);
  json.key("TableName").string(undo.table_name);
  json.key("TableId").string(undo.table_uuid);
  json.key("Operation").string(undo.who.operation);
  json.key("From").string(moment_text(undo.span.from));
  json.key("To").string(moment_text(undo.span.to));
  json.key("Force").boolean(undo.force);
  json.key("Status").string(status_name(undo.status));
  if (!undo.message.empty()) json.key("Message").string(undo.message);
  if (undo.began_us != 0) json.key("Began").string(moment_text(undo.began_us));
  if (undo.ended_us != 0) json.key("Ended").string(moment_text(undo.ended_us));
  json.key("PutCount").number(undo.counts.put);
  json.key("DeleteCount").number(undo.counts.erased);
  json.key("UnchangedCount").number(undo.counts.unchanged);
  json.key("ConflictCount").number(undo.counts.conflicts);
  json.key("ExpiredCount").number(undo.counts.expired);
  QUONDAM_TRY(append_samples(json, context, undo));
  json.end_object();
  return {};
}

ApiResult describe_undo(const Context& context, const undo::Undo& undo) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("Undo");
  QUONDAM_TRY(append_undo(json, context, undo));
  json.end_object();
  return body;
}

ApiError undo_not_found(std::string_view id) {
  return not_found(fmt::format("Undo not found: {}", id));
}

}  // namespace quondam::operations
