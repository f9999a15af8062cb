#include "catalog/restore_point.h"

#include <simdjson.h>

#include <algorithm>

#include "base/json_writer.h"
#include "catalog/records.h"

namespace quondam::catalog {

namespace {

constexpr std::string_view kRestorePoints = "restore-point";
constexpr std::size_t kMaxNameBytes = 255;

std::string encode(const RestorePoint& point) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("format").number(1);
  json.key("name").string(point.name);
  json.key("at").number(point.at);
  json.key("created_us").number(point.created_us);
  json.key("caller").string(point.caller);
  json.end_object();
  return out;
}

Result<RestorePoint> decode(std::string_view document) {
  try {
    simdjson::dom::parser parser;
    const auto json = parser.parse(document.data(), document.size()).value();
    return RestorePoint{.name = std::string(json["name"].get_string().value()),
                        .at = json["at"].get_uint64().value(),
                        .created_us = json["created_us"].get_uint64().value(),
                        .caller = std::string(json["caller"].get_string().value())};
  } catch (const simdjson::simdjson_error& error) {
    return fail(ErrorCode::corruption,
                std::string("a restore point's record is damaged: ") + error.what());
  }
}

// Changes the point's row; `change` is given what it holds.
template <typename Change>
Result<void> change_row(engine::Engine& engine, std::string_view name, const timeline::Who& who,
                        const Change& change) {
  const timeline::RowKey row = record_row(kRestorePoints, name);
  const auto committed = engine.transact(
      {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(engine, transaction, who);
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        return change(writer, row, previous);
      });
  if (!committed) return tl::unexpected(committed.error());
  return {};
}

}  // namespace

bool is_restore_point_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto fits = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return !name.empty() && name != "now" && name.size() <= kMaxNameBytes &&
         is_letter(name.front()) && std::ranges::all_of(name, fits);
}

Result<void> add_restore_point(engine::Engine& engine, const RestorePoint& point,
                               const timeline::Who& who) {
  return change_row(engine, point.name, who,
                    [&](timeline::Writer& writer, const timeline::RowKey& row,
                        const std::optional<timeline::Version>& previous) -> Result<void> {
                      if (previous) {
                        return fail(ErrorCode::already_exists,
                                    "Restore point already exists: " + point.name);
                      }
                      writer.put(engine::kCatalogSpace, true, row, previous, encode(point));
                      return {};
                    });
}

Result<void> remove_restore_point(engine::Engine& engine, std::string_view name,
                                  const timeline::Who& who) {
  return change_row(engine, name, who,
                    [&](timeline::Writer& writer, const timeline::RowKey& row,
                        const std::optional<timeline::Version>& previous) -> Result<void> {
                      if (!previous) {
                        return fail(ErrorCode::not_found,
                                    std::string("Restore point not found: ").append(name));
                      }
                      writer.erase(engine::kCatalogSpace, true, row, *previous);
                      return {};
                    });
}

Result<std::optional<RestorePoint>> find_restore_point(engine::Engine& engine,
                                                       std::string_view name) {
  QUONDAM_ASSIGN(const auto document, find_record(engine, kRestorePoints, name));
  if (!document) return std::nullopt;
  QUONDAM_ASSIGN(RestorePoint point, decode(*document));
  return point;
}

Result<std::vector<RestorePoint>> list_restore_points(engine::Engine& engine) {
  QUONDAM_ASSIGN(const auto records, read_records(engine, kRestorePoints));
  std::vector<RestorePoint> points;
  points.reserve(records.size());
  for (const Record& record : records) {
    QUONDAM_ASSIGN(RestorePoint point, decode(record.document));
    points.push_back(std::move(point));
  }
  std::ranges::sort(points, {}, [](const RestorePoint& point) {
    return std::pair(point.at, std::string_view(point.name));
  });
  return points;
}

}  // namespace quondam::catalog
