#include "catalog/backup.h"

#include <simdjson.h>

#include "base/json_writer.h"
#include "catalog/records.h"

namespace quondam::catalog {

namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::string_view kSystem = "SYSTEM";
constexpr std::string_view kUser = "USER";

// Exceptions of simdjson end in decode_backup.
Backup read_backup(const simdjson::dom::element& json) {
  if (json["format"].get_int64().value() != kFormat)
    throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  Backup backup;
  backup.id = std::string(json["id"].get_string().value());
  backup.name = std::string(json["name"].get_string().value());
  backup.type =
      json["type"].get_string().value() == kSystem ? Backup::Type::system : Backup::Type::user;
  backup.space = static_cast<TableId>(json["space"].get_uint64().value());
  backup.at = json["at"].get_uint64().value();
  backup.created_us = json["created_us"].get_uint64().value();
  backup.expires_us = json["expires_us"].get_uint64().value();
  backup.bytes = json["bytes"].get_uint64().value();
  backup.items = json["items"].get_uint64().value();
  return backup;
}

}  // namespace

std::string encode_backup(const Backup& backup) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("format").number(kFormat);
  json.key("id").string(backup.id);
  json.key("name").string(backup.name);
  json.key("type").string(backup.type == Backup::Type::system ? kSystem : kUser);
  json.key("space").number(backup.space);
  json.key("at").number(backup.at);
  json.key("created_us").number(backup.created_us);
  json.key("expires_us").number(backup.expires_us);
  json.key("bytes").number(backup.bytes);
  json.key("items").number(backup.items);
  json.key("table").raw(encode_table(backup.table));
  json.end_object();
  return out;
}

Result<Backup> decode_backup(std::string_view document) {
  try {
    simdjson::dom::parser parser;
    const auto json = parser.parse(document.data(), document.size()).value();
    Backup backup = read_backup(json);
    QUONDAM_ASSIGN(backup.table, decode_table(simdjson::minify(json["table"].value())));
    return backup;
  } catch (const simdjson::simdjson_error& error) {
    return fail(ErrorCode::corruption,
                std::string("a backup's catalog record is damaged: ") + error.what());
  }
}

Backup system_backup(const Table& table, CommitTime now) {
  return {.id = new_record_id(now),
          .name = table.name + "$DeletedTableBackup",
          .type = Backup::Type::system,
          .table = table,
          .space = table.id,
          .at = now,
          .created_us = now,
          .expires_us = now + kSystemBackupLives_us};
}

}  // namespace quondam::catalog
