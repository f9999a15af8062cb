#include "undo/undo.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "catalog/records.h"
#include "item/base64.h"

namespace quondam::undo {

namespace {

constexpr std::string_view kUndos = "undo";
constexpr std::int64_t kFormat = 1;

using Action = timeline::UndoStep::Action;

constexpr std::array<std::pair<Status, std::string_view>, 5> kStatuses{{
    {Status::dry_run, "DRY_RUN"},
    {Status::running, "RUNNING"},
    {Status::completed, "COMPLETED"},
    {Status::failed, "FAILED"},
    {Status::cancelled, "CANCELLED"},
}};

std::string_view name_of(Status status) {
  return std::ranges::find(kStatuses, status, &std::pair<Status, std::string_view>::first)->second;
}

std::string text(const simdjson::dom::element& json, std::string_view member) {
  return std::string(json[member].get_string().value());
}

std::uint64_t number(const simdjson::dom::element& json, std::string_view member) {
  return json[member].get_uint64().value();
}

void write_samples(JsonWriter& json, const std::vector<Sample>& samples) {
  json.key("samples").begin_array();
  for (const Sample& sample : samples) {
    json.begin_object();
    json.key("action").number(static_cast<int>(sample.action));
    json.key("row").binary(sample.row_bytes);
    if (sample.expired) json.key("expired").boolean(true);
    json.end_object();
  }
  json.end_array();
}

Result<std::vector<Sample>> read_samples(const simdjson::dom::element& json) {
  std::vector<Sample> samples;
  const simdjson::dom::array array = json["samples"].get_array().value();
  for (const simdjson::dom::element element : array) {
    auto row = item::decode_base64(element["row"].get_string().value());
    if (!row) return fail(ErrorCode::corruption, "an undo's record has a damaged sample");
    samples.push_back({.action = static_cast<Action>(number(element, "action")),
                       .row_bytes = *std::move(row),
                       .expired = element["expired"].error() == simdjson::SUCCESS});
  }
  return samples;
}

// Exceptions of simdjson end in decode_undo.
Result<Undo> read_undo(const simdjson::dom::element& json) {
  if (json["format"].get_int64().value() != kFormat)
    throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  Undo undo;
  undo.id = text(json, "id");
  undo.table_name = text(json, "table");
  undo.table_id = static_cast<timeline::TableId>(number(json, "table_id"));
  undo.table_uuid = text(json, "table_uuid");
  undo.who = {.caller = text(json, "who"), .operation = text(json, "by")};
  undo.span = {.from = number(json, "from"), .to = number(json, "to")};
  undo.caller = text(json, "caller");
  undo.operation = text(json, "operation");
  undo.selection = text(json, "selection");
  undo.force = json["force"].get_bool().value();
  const std::string status = text(json, "status");
  for (const auto& [candidate, name] : kStatuses) {
    if (name == status) undo.status = candidate;
  }
  undo.message = text(json, "message");
  undo.began_us = number(json, "began_us");
  undo.ended_us = number(json, "ended_us");
  undo.position = {.time = number(json, "at_time"),
                   .changes = static_cast<std::uint32_t>(number(json, "at_changes"))};
  undo.counts = {.put = number(json, "put"),
                 .erased = number(json, "erased"),
                 .unchanged = number(json, "unchanged"),
                 .conflicts = number(json, "conflicts")};
  // Records of earlier versions have none.
  if (const auto expired = json["expired"].get_uint64(); expired.error() == simdjson::SUCCESS)
    undo.counts.expired = expired.value_unsafe();
  QUONDAM_ASSIGN(undo.samples, read_samples(json));
  return undo;
}

}  // namespace

void Undo::note(Sample step) {
  switch (step.action) {
    case Action::nothing:
      ++counts.unchanged;
      return;
    case Action::put:
      ++counts.put;
      counts.expired += step.expired ? 1 : 0;
      break;
    case Action::erase:
      ++counts.erased;
      break;
    case Action::conflict:
      ++counts.conflicts;
      break;
  }
  const auto kept = std::ranges::count(samples, step.action, &Sample::action);
  if (static_cast<std::size_t>(kept) < kMostSamples) samples.push_back(std::move(step));
}

std::string encode_undo(const Undo& undo) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("format").number(kFormat);
  json.key("id").string(undo.id);
  json.key("table").string(undo.table_name);
  json.key("table_id").number(undo.table_id);
  json.key("table_uuid").string(undo.table_uuid);
  json.key("who").string(undo.who.caller);
  json.key("by").string(undo.who.operation);
  json.key("from").number(undo.span.from);
  json.key("to").number(undo.span.to);
  json.key("caller").string(undo.caller);
  json.key("operation").string(undo.operation);
  json.key("selection").string(undo.selection);
  json.key("force").boolean(undo.force);
  json.key("status").string(name_of(undo.status));
  json.key("message").string(undo.message);
  json.key("began_us").number(undo.began_us);
  json.key("ended_us").number(undo.ended_us);
  json.key("at_time").number(undo.position.time);
  json.key("at_changes").number(undo.position.changes);
  json.key("put").number(undo.counts.put);
  json.key("erased").number(undo.counts.erased);
  json.key("unchanged").number(undo.counts.unchanged);
  json.key("conflicts").number(undo.counts.conflicts);
  json.key("expired").number(undo.counts.expired);
  write_samples(json, undo.samples);
  json.end_object();
  return out;
}

Result<Undo> decode_undo(std::string_view document) {
  try {
    simdjson::dom::parser parser;
    return read_undo(parser.parse(document.data(), document.size()).value());
  } catch (const simdjson::simdjson_error& error) {
    return fail(ErrorCode::corruption, std::string("an undo's record is damaged: ") + error.what());
  }
}

timeline::RowKey undo_row(std::string_view id) {
  return catalog::record_row(kUndos, id);
}

Result<std::optional<Undo>> find_undo(engine::Engine& engine, std::string_view id) {
  QUONDAM_ASSIGN(const auto document, catalog::find_record(engine, kUndos, id));
  if (!document) return std::nullopt;
  QUONDAM_ASSIGN(Undo undo, decode_undo(*document));
  return undo;
}

Result<std::vector<Undo>> list_undos(engine::Engine& engine) {
  QUONDAM_ASSIGN(auto records, catalog::read_records(engine, kUndos));
  std::ranges::reverse(records);
  std::vector<Undo> undos;
  undos.reserve(records.size());
  for (const catalog::Record& record : records) {
    QUONDAM_ASSIGN(Undo undo, decode_undo(record.document));
    undos.push_back(std::move(undo));
  }
  return undos;
}

}  // namespace quondam::undo
